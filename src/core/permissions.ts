// Who may make which call: the one table that decides it, for the server, and for whoever draws a button.
//
// A viewer reads everything but users, connections, webhooks, import folders and the audit log, and has a session and
// tokens of their own; those tokens read only. A contributor also works on sources, segments and exports, the last on
// connections that are shared with contributors. An administrator may do everything.
import type { Role } from '../contract/users.ts';

/** What a call is about, when that decides: the export, run or task in its path, the connection or exports in its body. */
export type Subject = 'export' | 'run' | 'task' | 'connectionInBody' | 'exportsInBody';

export type Rule = {
  least: 'anyone' | Role;
  /** A call that changes nothing: a viewer's token may make it. */
  effect: 'reads' | 'changes';
  /** Below administrator, the connections of all of these must be shared with contributors. */
  on: readonly Subject[];
  /** A caller on the server's own machine needs no sign-in. */
  openOnLoopback?: boolean;
};

const reads = (least: Rule['least']): Rule => ({ least, effect: 'reads', on: [] });
const changes = (least: Rule['least'], ...on: Subject[]): Rule => ({ least, effect: 'changes', on });

export const calls = {
  'home.read': reads('anyone'),
  'app.read': reads('anyone'),
  'docs.read': reads('anyone'),
  'health.live': reads('anyone'),
  'health.ready': reads('anyone'),
  'metrics.read': { ...reads('viewer'), openOnLoopback: true },

  'setup.read': reads('anyone'),
  'setup.create': changes('anyone'),
  'session.create': changes('anyone'),
  'session.read': reads('viewer'),
  'session.update': changes('viewer'),
  'session.delete': changes('viewer'),
  'sessions.delete': changes('viewer'),
  'signIn.read': reads('anyone'),
  // Steps of a browser between two sites: what protects them is the errand that it carries, sealed, see api/oidc.ts.
  'oidc.start': reads('anyone'),
  'oidc.callback': reads('anyone'),
  'tokens.list': reads('viewer'),
  'tokens.create': changes('viewer'),
  'tokens.delete': changes('viewer'),

  'users.list': reads('administrator'),
  'users.get': reads('administrator'),
  'users.create': changes('administrator'),
  'users.update': changes('administrator'),
  'users.delete': changes('administrator'),
  'users.signOut': changes('administrator'),
  'users.unlock': changes('administrator'),
  'users.tokens': reads('administrator'),
  'users.deleteToken': changes('administrator'),

  'sources.list': reads('viewer'),
  'sources.get': reads('viewer'),
  'sources.create': changes('contributor'),
  'sources.update': changes('contributor'),
  'sources.delete': changes('contributor'),
  'sources.refresh': changes('contributor'),

  'tables.list': reads('viewer'),
  'tables.get': reads('viewer'),
  'tables.badLines': reads('viewer'),
  'tables.values': reads('viewer'),

  'files.list': reads('contributor'),
  'files.upload': changes('contributor'),

  'segments.list': reads('viewer'),
  'segments.get': reads('viewer'),
  'segments.members': reads('viewer'),
  'segments.trend': reads('viewer'),
  'segments.overlap': reads('viewer'),
  'segments.preview': changes('contributor'),
  'segments.create': changes('contributor'),
  'segments.update': changes('contributor'),
  'segments.delete': changes('contributor'),
  'segments.refresh': changes('contributor'),
  'segments.duplicate': changes('contributor'),
  'segments.addToExports': changes('contributor', 'exportsInBody'),

  'connections.list': reads('contributor'),
  'connections.get': reads('contributor'),
  'connections.try': changes('administrator'),
  'connections.create': changes('administrator'),
  'connections.update': changes('administrator'),
  'connections.delete': changes('administrator'),
  'connections.exportUser': changes('administrator'),
  'connections.exports': reads('administrator'),
  'connections.usage': reads('administrator'),
  'connections.consents': reads('administrator'),
  'consent.read': reads('viewer'),

  'exports.list': reads('viewer'),
  'exports.get': reads('viewer'),
  'exports.create': changes('contributor', 'connectionInBody'),
  'exports.update': changes('contributor', 'export', 'connectionInBody'),
  'exports.delete': changes('contributor', 'export'),
  'exports.plan': changes('contributor', 'export'),
  'exports.run': changes('contributor', 'export'),
  'exports.detach': changes('contributor', 'export'),
  'exports.members': changes('contributor', 'connectionInBody'),
  'exports.preview': changes('contributor', 'connectionInBody'),
  'exports.duplicate': changes('contributor', 'export'),
  // Leaves out each export that `exports.run` would not be allowed on.
  'exports.runAll': changes('contributor'),
  'exports.schedules': changes('contributor', 'exportsInBody'),

  'runs.list': reads('viewer'),
  'runs.get': reads('viewer'),
  'runs.events': reads('viewer'),
  'runs.rejections': reads('viewer'),
  'runs.plan': reads('viewer'),
  'runs.cancel': changes('contributor', 'run'),
  'runs.confirm': changes('contributor', 'run'),

  'refresh.start': changes('contributor'),
  'schedule.read': reads('viewer'),
  'schedule.update': changes('administrator'),
  'apply.begin': changes('contributor'),
  'apply.renew': changes('contributor'),
  'apply.end': changes('contributor'),
  'tasks.list': reads('viewer'),
  'tasks.get': reads('viewer'),
  'tasks.cancel': changes('contributor', 'task'),
  'status.read': reads('viewer'),
  'notices.list': reads('viewer'),
  'preferences.read': reads('viewer'),
  'preferences.update': changes('viewer'),
  'webhooks.list': reads('administrator'),
  'webhooks.get': reads('administrator'),
  'webhooks.create': changes('administrator'),
  'webhooks.update': changes('administrator'),
  'webhooks.delete': changes('administrator'),
  'webhooks.test': changes('administrator'),
  'status.trend': reads('viewer'),
  'contacts.find': reads('viewer'),
  'about.read': reads('viewer'),
  'audit.list': reads('administrator'),
  'audit.verify': reads('administrator'),
} as const satisfies Record<string, Rule>;

export type Call = keyof typeof calls;

/** How somebody is known; `operator` is who can read the data directory on the server's own machine. */
export type Credential = 'session' | 'token' | 'operator';
export type Standing = { role: Role; credential: Credential };

const rank: Record<Role, number> = { viewer: 0, contributor: 1, administrator: 2 };

export const isCall = (name: string): name is Call => Object.hasOwn(calls, name);

export const ruleOf = (call: Call): Rule => calls[call];

export const opensOnLoopback = (call: Call): boolean => ruleOf(call).openOnLoopback === true;

/** Whether the call may be made at all; what it is about may still be out of reach, see `reachesConnection`. */
export function decide(call: Call, standing: Standing | null): 'allowed' | 'signInFirst' | 'forbidden' {
  const rule = ruleOf(call);
  if (rule.least === 'anyone') return 'allowed';
  if (standing === null) return 'signInFirst';
  if (rank[standing.role] < rank[rule.least]) return 'forbidden';
  const readsOnly = standing.role === 'viewer' && standing.credential === 'token';
  return readsOnly && rule.effect === 'changes' ? 'forbidden' : 'allowed';
}

/** @param connection what the export, run or body points to; null when it points to none any more. */
export function reachesConnection(role: Role, connection: { shared: boolean } | null): boolean {
  return role === 'administrator' || (role === 'contributor' && connection?.shared === true);
}

/** Whether somebody may make this call on something that has that connection, or none any more. */
export function mayOn(call: Call, standing: Standing, connection: { shared: boolean } | null): boolean {
  return decide(call, standing) === 'allowed' && reachesConnection(standing.role, connection);
}

/** The name of an export's connection, as far as that role may see it. */
export function seenName(
  role: Role,
  connection: { displayName: string; shared: boolean } | null,
): string | null {
  const view = viewOfConnections(role);
  const seen = view === 'everything' || (view === 'namesOfShared' && connection?.shared === true);
  return seen ? (connection?.displayName ?? null) : null;
}

/** What a role sees of connections. */
export function viewOfConnections(role: Role): 'everything' | 'namesOfShared' | 'nothing' {
  switch (role) {
    case 'administrator':
      return 'everything';
    case 'contributor':
      return 'namesOfShared';
    case 'viewer':
      return 'nothing';
  }
}

/** Omnisend greets every new subscriber of such an export: not for everybody to turn on. */
export const maySendWelcomeMessages = (role: Role): boolean => role === 'administrator';
