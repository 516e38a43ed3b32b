// Hands mail over to the SMTP server of the installation. One message a call; no retries here.
import { createTransport } from 'nodemailer';
import type { MailConfig } from '../config.ts';
import type { DeliveryFailure } from '../core/delivery.ts';

export type Message = {
  to: string;
  subject: string;
  /** Plain text. */
  text: string;
  /** The same for every try, so that a mailbox can tell a second copy. */
  id: string;
};

export type Mail = {
  /** Throws `MailProblem`, and nothing else. */
  send(message: Message): Promise<void>;
};

/** Says what the server answered, and never to which address. */
export class MailProblem extends Error {
  override readonly name = 'MailProblem';
  readonly kind: DeliveryFailure;

  constructor(kind: DeliveryFailure, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

const milliseconds = 20_000;

export function openMail({ url, from }: MailConfig): Mail {
  const server = new URL(url);
  const secure = server.protocol === 'smtps:';
  const host = server.hostname.replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(server.username);
  const isHere = /^(localhost|127\.|::1$)/.test(host);
  const transport = createTransport({
    ...{ host, secure, port: server.port === '' ? (secure ? 465 : 587) : Number(server.port) },
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(server.password) } }),
    // A password crosses no network in the clear.
    requireTLS: !secure && user !== '' && !isHere,
    ...{ connectionTimeout: milliseconds, greetingTimeout: milliseconds, socketTimeout: milliseconds },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'segue.invalid';
  return {
    async send({ to, subject, text, id }) {
      const messageId = `<${id}@${domain}>`;
      const headers = { 'auto-submitted': 'auto-generated' };
      try {
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text, messageId, headers });
      } catch (error) {
        throw problemOf(error);
      }
    },
  };
}

/** The words of the error hold addresses: only its codes go on. */
function problemOf(error: unknown): MailProblem {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const answered = typeof responseCode === 'number' ? responseCode : undefined;
  // A mailbox that does not exist will not tomorrow; everything else (the network, a sign-in) can be mended meanwhile.
  if (code === 'EENVELOPE' && answered !== undefined && answered >= 500) {
    return new MailProblem('refused', `The mail server refused the address (${answered}).`);
  }
  if (answered !== undefined) return new MailProblem('passing', `The mail server answered ${answered}.`);
  return new MailProblem('passing', `The mail server could not be reached (${String(code ?? 'unknown')}).`);
}
