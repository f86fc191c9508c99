import type { ProblemList } from '../errors/problem-list.ts'
import { type MessagePartName, messagePartNames } from './message-definition.ts'
import { checkName } from './message-name.ts'
import type { MessageSource, MessageSources, SharedSource, TemplateForm, TemplateSource } from './message-source.ts'
import { type FolderEntry, TemplateFolder } from './template-folder.ts'

type SharedKind = 'layout' | 'partial'

const partFiles = messagePartNames.map((name) => `${name}.eta`)

/** Reads messages, each from a folder of its own beside `layouts` and `partials`. What is wrong is reported, and the rest read. */
export async function readMessageFolder(path: string, problems: ProblemList): Promise<MessageSources> {
  const folder = await TemplateFolder.open(path, problems)
  return folder === undefined
    ? { messages: [], layouts: new Map(), partials: new Map() }
    : new MessageFolderReader(path, folder, problems).read()
}

class MessageFolderReader {
  readonly #path: string
  readonly #folder: TemplateFolder
  readonly #problems: ProblemList

  constructor(path: string, folder: TemplateFolder, problems: ProblemList) {
    this.#path = path
    this.#folder = folder
    this.#problems = problems
  }

  async read(): Promise<MessageSources> {
    const entries = await this.#folder.list()
    for (const { kind, name, path } of entries) {
      if (kind === 'file' && name.endsWith('.eta'))
        this.#problems.add(path, 'it belongs to no message: put it into the folder of its message')
    }
    const folders = entries.filter(({ kind }) => kind === 'folder')
    const own = folders.filter(({ name }) => name !== 'layouts' && name !== 'partials')
    if (own.length === 0) this.#problems.add(this.#path, 'there is no message in this folder')
    const shared = (kind: SharedKind): Promise<ReadonlyMap<string, SharedSource>> =>
      this.#readShared(
        folders.find(({ name }) => name === `${kind}s`),
        kind,
      )
    const messages: MessageSource[] = []
    for (const entry of own) messages.push(await this.#readMessage(entry))
    return {
      messages,
      layouts: await shared('layout'),
      partials: await shared('partial'),
    }
  }

  async #readMessage(folder: FolderEntry): Promise<MessageSource> {
    checkName(folder.name, 'message', folder.path, this.#problems)
    const files = await this.#templatesIn(folder)
    const parts = new Map<MessagePartName, TemplateSource>()
    for (const file of files) {
      const part = messagePartNames.find((name) => file.name === `${name}.eta`)
      if (part === undefined) this.#problems.addUnknown(file.path, 'part', file.name, partFiles)
      else parts.set(part, await this.#toSource(file))
    }
    if (files.length === 0) this.#problems.add(folder.path, `it has no parts; there may be: ${partFiles.join(', ')}`)
    return { name: folder.name, parts }
  }

  /** `base.html.eta` and `base.text.eta` are for HTML and text; `base.eta` is a layout for HTML, or a partial for both. */
  async #readShared(folder: FolderEntry | undefined, kind: SharedKind): Promise<ReadonlyMap<string, SharedSource>> {
    const sources = new Map<string, { [form in TemplateForm]?: TemplateSource }>()
    for (const file of folder === undefined ? [] : await this.#templatesIn(folder)) {
      const { name = '', form } = /^(?<name>.*?)(?:\.(?<form>html|text))?\.eta$/.exec(file.name)?.groups ?? {}
      checkName(name, kind, file.path, this.#problems)
      const source = await this.#toSource(file)
      const forms = sources.get(name) ?? {}
      sources.set(name, forms)
      for (const each of form === undefined ? bareForms[kind] : [form as TemplateForm]) {
        const other = forms[each]
        if (other) this.#problems.add(file.path, `the ${kind} "${name}" is there twice for ${each}: see ${other.at}`)
        forms[each] = source
      }
    }
    return sources
  }

  async #templatesIn(folder: FolderEntry): Promise<FolderEntry[]> {
    const entries = await this.#folder.list(folder)
    for (const { kind, path } of entries)
      if (kind === 'folder') this.#problems.add(path, 'folders in here are not read: templates have no paths')
    return entries.filter(({ kind, name }) => kind === 'file' && name.endsWith('.eta'))
  }

  async #toSource(file: FolderEntry): Promise<TemplateSource> {
    return { text: await this.#folder.read(file), at: file.path, file: file.path }
  }
}

const bareForms: Readonly<Record<SharedKind, readonly TemplateForm[]>> = { layout: ['html'], partial: ['html', 'text'] }
