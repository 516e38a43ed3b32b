// The environment, read once and decided once: everybody else gets unions and numbers, never a variable. All that
// is wrong is said in one error, so that nobody has to start five times to find five mistakes.
import { availableParallelism } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type FieldError, SegueError } from './errors.ts';
import { decideOidc, type OidcConfig, oidcProblems, oidcVariables } from './oidc-config.ts';

export type DatabaseConfig = { kind: 'embedded'; dir: string } | { kind: 'postgres'; url: string };

export type StorageConfig =
  | { kind: 'folder'; path: string }
  | { kind: 'azure'; container: string; prefix: string }
  | { kind: 's3'; bucket: string; prefix: string };

/** Where mail is handed over: `url` as the environment gives it, with the password in it. */
export type MailConfig = { url: string; from: string };

export type SecretKeyConfig = { kind: 'given'; key: Buffer } | { kind: 'file'; path: string };

/** Numbers that no environment variable sets: they have one right value in use, and others in tests. */
export type Tuning = {
  /** DuckDB's own buffers; the process around them comes on top. */
  duckMemoryMegabytes: number;
  duckThreads: number;
  /** How long a run or a task belongs to its process after that last said so. */
  leaseMilliseconds: number;
  heartbeatMilliseconds: number;
  /** How often runs and tasks whose process is gone are looked for, and what is due by a schedule. */
  sweepMilliseconds: number;
  /** How often the queue is asked for jobs that another process put there; own jobs start at once. */
  pollMilliseconds: number;
  /** How long work may take to reach a safe point when the service stops. */
  stopMilliseconds: number;
  /** A batch of Omnisend's that is pending for longer is looked into, contact by contact. */
  stuckAfterMilliseconds: number;
  /** A batch that is not on the lists of finished ones for this long is asked for by its id. */
  lookAfterMilliseconds: number;
  /** The shortest pause between two looks at the lists, or at one contact; it grows while nothing changes. */
  verifyMilliseconds: number;
  /** How long a brand rests after its servers failed eight times in a row. */
  brandPauseMilliseconds: number;
  /** Stretches or shrinks the pauses between attempts. */
  retryScale: number;
  /** How long an answer of Omnisend may take, and how many requests may be under way. */
  omnisendTimeoutMilliseconds: number;
  omnisendConnections: number;
  /** How often a run says that it lives, and looks whether it is still wanted: removal stops it within a second. */
  beatMilliseconds: number;
  /** How long a key vault may take to give a key out. */
  keyVaultMilliseconds: number;
  /** Runs that one process executes at the same time; those of one brand share its pace anyway. */
  runsAtOnce: number;
  /** Snapshots that nothing points to, and files of ended runs, are kept for this long. */
  retentionDays: number;
  maintenanceMilliseconds: number;
};

export type Config = {
  dataDir: string;
  server: { host: string; port: number };
  database: DatabaseConfig;
  storage: StorageConfig;
  secretKey: SecretKeyConfig;
  /** The first administrator, if nobody is there yet. */
  admin: { email: string; password: string } | null;
  importDirs: string[];
  /** The largest file that may be uploaded. */
  uploadBytes: number;
  omnisend: { apiUrl: string; requestsPerMinute: number; tagRequestsPerMinute: number };
  /** The address at which people open the app, for links; null when nobody has said it. */
  publicUrl: string | null;
  /** Null: nobody gets mail. */
  mail: MailConfig | null;
  /** Whether webhooks may go to addresses inside the own network. */
  webhooks: { privateAddresses: 'allow' | 'refuse' };
  /** Where API keys that are not stored here are read. */
  keys: {
    /** Variables are looked up when a key is needed, not at the start. */
    variable(name: string): string | undefined;
    keyVaultUrl: string | null;
  };
  /** Null: people sign in with passwords alone. */
  oidc: OidcConfig | null;
  logLevel: LogLevel;
  tuning: Tuning;
};

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export function defaultTuning(): Tuning {
  return {
    duckMemoryMegabytes: 400,
    duckThreads: Math.min(availableParallelism(), 8),
    leaseMilliseconds: 30_000,
    heartbeatMilliseconds: 5_000,
    sweepMilliseconds: 5_000,
    pollMilliseconds: 2_000,
    stopMilliseconds: 10_000,
    stuckAfterMilliseconds: 30 * 60_000,
    lookAfterMilliseconds: 60_000,
    verifyMilliseconds: 1_000,
    brandPauseMilliseconds: 120_000,
    retryScale: 1,
    omnisendTimeoutMilliseconds: 30_000,
    omnisendConnections: 32,
    beatMilliseconds: 400,
    keyVaultMilliseconds: 15_000,
    runsAtOnce: 4,
    retentionDays: 7,
    maintenanceMilliseconds: 60 * 60_000,
  };
}

const perMinute = z.coerce.number().int().min(1).max(1_000_000);

const Environment = z.object({
  SEGUE_DATA_DIR: z.string().default('./data'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8420),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/name' })
    .optional(),
  SEGUE_STORAGE_URL: z.string().transform(toStorage).optional(),
  SEGUE_SECRET_KEY: z.string().transform(toKey).optional(),
  SEGUE_ADMIN_EMAIL: z.email({ error: 'must be an e-mail address' }).optional(),
  SEGUE_ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').max(1000).optional(),
  SEGUE_IMPORT_DIRS: z.string().default('./import'),
  SEGUE_UPLOAD_GIGABYTES: z.coerce.number().positive().max(1024).default(5),
  OMNISEND_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .default('https://api.omnisend.com/api'),
  OMNISEND_REQUESTS_PER_MINUTE: perMinute.default(400),
  OMNISEND_TAG_REQUESTS_PER_MINUTE: perMinute.default(60),
  SEGUE_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must look like https://segue.example.com' })
    .optional(),
  SEGUE_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587 or smtps://…' })
    .optional(),
  SEGUE_MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*\S+@\S+[^\r\n]*$/, 'must be an e-mail address, or "Name <address>"')
    .optional(),
  SEGUE_WEBHOOK_PRIVATE: z.enum(['allow', 'refuse']).default('refuse'),
  SEGUE_KEY_VAULT_URL: z.url({ protocol: /^https$/, error: 'must be an https address' }).optional(),
  ...oidcVariables,
  LOG_LEVEL: z.enum(logLevels).default('info'),
});
type Environment = z.infer<typeof Environment>;

/**
 * The configuration that `environment` describes; a variable that is empty counts as unset, relative paths start at
 * the current folder. Throws `configInvalid`, naming every variable at fault and never its value.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const parsed = Environment.safeParse(Object.fromEntries(given));
  const problems: FieldError[] = parsed.success
    ? [...unfinishedPairs(parsed.data), ...oidcProblems(parsed.data)]
    : parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
  if (!parsed.success || problems.length > 0) throw invalid(problems);
  return decide(parsed.data, (name) => environment[name]);
}

function unfinishedPairs(read: Environment): FieldError[] {
  const pairs = [
    ['SEGUE_ADMIN_EMAIL', 'SEGUE_ADMIN_PASSWORD'],
    ['SEGUE_SMTP_URL', 'SEGUE_MAIL_FROM'],
  ] as const;
  return pairs.flatMap(([one, other]) => {
    if ((read[one] === undefined) === (read[other] === undefined)) return [];
    const missing = read[one] === undefined ? one : other;
    return [{ field: missing, message: 'must be set together with its partner, or neither' }];
  });
}

function decide(read: Environment, variable: Config['keys']['variable']): Config {
  const dataDir = resolve(read.SEGUE_DATA_DIR);
  const { SEGUE_ADMIN_EMAIL: email, SEGUE_ADMIN_PASSWORD: password } = read;
  const { SEGUE_SMTP_URL: smtpUrl, SEGUE_MAIL_FROM: from } = read;
  return {
    dataDir,
    server: { host: read.HOST, port: read.PORT },
    database:
      read.DATABASE_URL === undefined
        ? { kind: 'embedded', dir: join(dataDir, 'control') }
        : { kind: 'postgres', url: read.DATABASE_URL },
    storage: read.SEGUE_STORAGE_URL ?? { kind: 'folder', path: join(dataDir, 'storage') },
    secretKey:
      read.SEGUE_SECRET_KEY === undefined
        ? { kind: 'file', path: join(dataDir, 'secret.key') }
        : { kind: 'given', key: read.SEGUE_SECRET_KEY },
    admin: email === undefined || password === undefined ? null : { email, password },
    importDirs: read.SEGUE_IMPORT_DIRS.split(delimiter)
      .filter((dir) => dir !== '')
      .map((dir) => resolve(dir)),
    uploadBytes: Math.round(read.SEGUE_UPLOAD_GIGABYTES * 2 ** 30),
    omnisend: {
      apiUrl: read.OMNISEND_API_URL.replace(/\/+$/, ''),
      requestsPerMinute: read.OMNISEND_REQUESTS_PER_MINUTE,
      tagRequestsPerMinute: read.OMNISEND_TAG_REQUESTS_PER_MINUTE,
    },
    publicUrl: read.SEGUE_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    mail: smtpUrl === undefined || from === undefined ? null : { url: smtpUrl, from },
    webhooks: { privateAddresses: read.SEGUE_WEBHOOK_PRIVATE },
    keys: { variable, keyVaultUrl: read.SEGUE_KEY_VAULT_URL ?? null },
    oidc: decideOidc(read),
    logLevel: read.LOG_LEVEL,
    tuning: defaultTuning(),
  };
}

function invalid(problems: FieldError[]): SegueError {
  const list = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new SegueError('configInvalid', {
    detail: `Segue did not start because of its environment. ${list}.`,
    fields: problems,
  });
}

function toStorage(text: string, context: z.RefinementCtx): StorageConfig {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (!URL.canParse(text))
    return refuse('must look like file:///path, azure://container/prefix or s3://bucket/prefix');
  const url = new URL(text);
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  switch (url.protocol) {
    case 'file:':
      return url.host === ''
        ? { kind: 'folder', path: fileURLToPath(url) }
        : refuse('must have three slashes: file:///path');
    case 'azure:':
      return url.host === '' ? refuse('names no container') : { kind: 'azure', container: url.host, prefix };
    case 's3:':
      return url.host === '' ? refuse('names no bucket') : { kind: 's3', bucket: url.host, prefix };
    default:
      return refuse('must begin with file:, azure: or s3:');
  }
}

/** 32 bytes in base64; anything shorter would be a weaker key than the one it stands for. */
function toKey(text: string, context: z.RefinementCtx): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length === 32 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text.trim())) return key;
  context.addIssue({
    code: 'custom',
    message: 'must be 32 bytes in base64, as "openssl rand -base64 32" makes them',
  });
  return z.NEVER;
}
