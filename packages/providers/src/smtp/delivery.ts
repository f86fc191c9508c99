import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'smtp()',
    subpath: 'smtp',
    family: 'email',
    vendor: ['nodemailer'],
    confirmed: 'the server has taken the mail (`250` after its data) for at least one recipient',
    idempotency:
      'the `Message-ID`, the same for every attempt; SMTP servers do not drop repetitions, so a mail whose answer was lost may be sent twice',
    retried: 'network, TLS, time limits, answers of 4xx and `503`; all recipients refused where one of them by 4xx',
    final:
      'wrong user or password, all recipients refused by 5xx, larger than the server takes (its `SIZE`, or `552`), no sender, no such message',
    limits:
      'one mail for all recipients of an action; some of them refused while others are taken stand in `rejected` of the result and are not tried again; attachments are held in memory; ' +
      'mail providers heed one-click unsubscribing only where the server signs both headers by DKIM',
    bulk: 'one mail for each row; `pool: true` keeps `maxConnections` connections (default 5) and sends as many mails at a time',
    tried:
      'nodemailer 10 against servers of `smtp-server` 3: plain, STARTTLS and TLS, with authentication, size limits, refused recipients, and one that is silent',
  },
]
