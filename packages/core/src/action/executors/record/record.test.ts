import { IsEmail, IsInt, Min, ValidateNested } from 'class-validator'
import { describe, expect, it } from 'vitest'
import { hideColumns } from '../../../change/hidden-columns.ts'
import { WriteRejectedError } from '../../../errors/write-rejected-error.ts'
import { RecordingVerdict, runOne } from '../../run-fixture.ts'
import { rejectExecutor, setExecutor, skipExecutor } from './record.ts'
import { ValidationFailure, validateExecutor } from './validate.ts'

describe('record.set, record.skip and record.reject', () => {
  it('R28 set alters the row; null empties, what is missing leaves as it is', async () => {
    const verdict = new RecordingVerdict()
    const fields = { name: '{{record.name}}', nick: '{{record.none}}', note: null, 'address.city': 'Bonn' }
    await runOne(setExecutor, { type: 'record.set', payload: { fields }, record: { name: 'Ann' }, verdict })
    expect(verdict.fields).toEqual({ name: 'Ann', note: null, 'address.city': 'Bonn' })
  })

  it('R28 skip drops the row', async () => {
    const verdict = new RecordingVerdict()
    await runOne(skipExecutor, { type: 'record.skip', verdict })
    expect(verdict.skipped).toBe(true)
  })

  it('R28 reject throws the very error that the caller gets', async () => {
    const run = {
      type: 'record.reject',
      payload: { message: 'no {{record.total}}', code: 'TOO_MUCH', field: 'total' },
      record: { total: 7 },
    }
    const error: unknown = await runOne(rejectExecutor, { ...run, verdict: new RecordingVerdict() }).catch(
      (thrown: unknown) => thrown,
    )
    expect(WriteRejectedError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ message: 'no 7', code: 'TOO_MUCH', field: 'total' })
  })

  it.each([
    ['record.set', setExecutor],
    ['record.skip', skipExecutor],
    ['record.reject', rejectExecutor],
    ['record.validate', validateExecutor],
  ])('R28 %s is an error where there is no row to rule on', async (type, executor) => {
    await expect(runOne(executor, { type, payload: { message: 'x', fields: {} } })).rejects.toThrow(
      `${type} works in before events only`,
    )
  })

  it('sets no prototype', async () => {
    const payload = { fields: { 'a.constructor': 1 } }
    await expect(runOne(setExecutor, { type: 'record.set', payload, verdict: new RecordingVerdict() })).rejects.toThrow(
      '"a.constructor" may not be the name of a column',
    )
  })
})

describe('record.validate', () => {
  const validate = (payload: Record<string, unknown>, record: Record<string, unknown>): Promise<unknown> =>
    runOne(validateExecutor, { type: 'record.validate', payload, record, verdict: new RecordingVerdict() })

  it('names every broken rule at once', async () => {
    const rules = {
      name: { required: true, minLength: 2, maxLength: 5 },
      mail: { email: true },
      age: { type: 'integer', min: 18, max: 99 },
      total: { type: 'number', min: '0.5' },
      code: { pattern: '^[A-Z]{2}$', required: true },
      kind: { oneOf: ['a', 'b'] },
      'address.city': { required: true },
      note: { maxLength: 1 },
    }
    const record = {
      name: 'Annabel',
      mail: 'x@y,z@w.de',
      age: '17',
      total: '0.49',
      code: 'ab',
      kind: 'c',
      address: {},
      note: null,
    }
    const error = (await validate({ rules }, record).catch((thrown: unknown) => thrown)) as WriteRejectedError
    expect(error.message).toBe(
      'name has to have a length of at most 5; mail has to be a mail address; age has to be at least 18; total has to be at least 0.5; ' +
        'code has to match ^[A-Z]{2}$; kind has to be one of "a", "b"; address.city is required',
    )
    expect(error).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: 'name',
      cause: expect.any(ValidationFailure) as unknown,
    })
    expect((error.cause as ValidationFailure).violations).toHaveLength(7)
    const good = {
      name: 'Ann',
      mail: 'a@b.de',
      age: 18,
      total: '0.50',
      code: 'AB',
      kind: 'a',
      address: { city: 'Bonn' },
    }
    expect(await validate({ rules }, good)).toBeUndefined()
  })

  it.each([
    ['string', 'a', 1],
    ['number', '1.5', 'x'],
    ['integer', 5n, 1.5],
    ['boolean', false, 'false'],
    ['date', '2024-05-01', 'soon'],
    ['array', [], {}],
    ['object', {}, []],
  ])('knows the type %s', async (type, good, bad) => {
    expect(await validate({ rules: { x: { type } } }, { x: good })).toBeUndefined()
    await expect(validate({ rules: { x: { type } } }, { x: bad })).rejects.toThrow(`x has to be a`)
  })

  it('R19 hidden columns are validated, and what they hold is not told', async () => {
    class Account {
      password!: number
    }
    IsInt()(Account.prototype, 'password')
    const record = (): Record<string, unknown> => hideColumns({ password: 'hunter2' }, ['password'])
    const byClass = validate({ dto: Account }, record())
    await expect(byClass).rejects.toThrow('password must be an integer number')
    const byRule = validate({ rules: { password: { type: 'integer' } } }, record())
    await expect(byRule).rejects.toThrow(/^password has to be an integer$/)
    await expect(validate({ rules: { password: { type: 'string' } } }, record())).resolves.toBeUndefined()
  })

  it('says which rule or pattern it does not know', async () => {
    await expect(validate({ rules: { x: { minimum: 1 } } }, { x: 1 })).rejects.toThrow(
      'rules.x: unknown rule "minimum"',
    )
    await expect(validate({ rules: { x: { pattern: '(?=a)' } } }, { x: 'a' })).rejects.toThrow(
      'RE2 does not know the pattern',
    )
  })

  it('validates by a class of class-validator, nested ones too', async () => {
    class Address {
      zip!: number
    }
    class User {
      mail!: string
      age = 50
      address!: Address
    }
    IsInt()(Address.prototype, 'zip')
    IsEmail()(User.prototype, 'mail')
    Min(18)(User.prototype, 'age')
    ValidateNested()(User.prototype, 'address')
    const address = Object.assign(new Address(), { zip: 'x' })
    const error = (await validate({ dto: User }, { mail: 'nobody', address }).catch(
      (thrown: unknown) => thrown,
    )) as WriteRejectedError
    expect((error.cause as ValidationFailure).violations).toEqual([
      { field: 'mail', message: 'must be an email' },
      { field: 'age', message: 'must not be less than 18' },
      { field: 'address.zip', message: 'must be an integer number' },
    ])
    expect(await validate({ dto: User }, { mail: 'a@b.de', age: 20 })).toBeUndefined()
  })
})
