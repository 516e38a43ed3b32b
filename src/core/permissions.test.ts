import { describe, expect, it } from 'vitest';
import type { Role } from '../contract/users.ts';
import {
  type Call,
  calls,
  decide,
  isCall,
  mayOn,
  reachesConnection,
  seenName,
  viewOfConnections,
} from './permissions.ts';

const names = Object.keys(calls).filter(isCall);

/** Calls that this role may make with a session and the next lower one may not. */
function gains(role: Role, lower: Role | null): Call[] {
  const may = (who: Role | null, call: Call) =>
    decide(call, who === null ? null : { role: who, credential: 'session' }) === 'allowed';
  return names.filter((call) => may(role, call) && !may(lower, call));
}

describe('who may', () => {
  it('lets somebody who is not signed in sign in, set up and look at the lights, and nothing else', () => {
    expect(names.filter((call) => decide(call, null) === 'allowed')).toEqual([
      'home.read',
      'app.read',
      'docs.read',
      'health.live',
      'health.ready',
      'setup.read',
      'setup.create',
      'session.create',
      'signIn.read',
      'oidc.start',
      'oidc.callback',
    ]);
    expect(decide('runs.list', null)).toBe('signInFirst');
  });

  it('lets a viewer read all but users, connections, webhooks, import folders and the audit log, and have a session and tokens', () => {
    const own: Call[] = [
      'session.update',
      'session.delete',
      'sessions.delete',
      'tokens.create',
      'tokens.delete',
      'preferences.update',
    ];
    const gained = gains('viewer', null);
    const reading = names.filter((call) => calls[call].effect === 'reads' && calls[call].least !== 'anyone');
    const hidden = reading.filter((call) => /^(users|connections|webhooks|files|audit)\./.test(call));
    expect(new Set(gained)).toEqual(new Set([...reading.filter((call) => !hidden.includes(call)), ...own]));
  });

  it('lets a token of a viewer read only', () => {
    const standing = { role: 'viewer', credential: 'token' } as const;
    for (const call of gains('viewer', null)) {
      const expected = calls[call].effect === 'reads' ? 'allowed' : 'forbidden';
      expect(decide(call, standing), call).toBe(expected);
    }
  });

  it('lets a contributor work on sources, segments, exports and runs, and see connections', () => {
    const places = new Set(gains('contributor', 'viewer').map((call) => call.split('.')[0]));
    expect(places).toEqual(
      new Set([
        'sources',
        'files',
        'segments',
        'connections',
        'exports',
        'runs',
        'refresh',
        'apply',
        'tasks',
      ]),
    );
    expect(gains('contributor', 'viewer').filter((call) => call.startsWith('connections.'))).toEqual([
      'connections.list',
      'connections.get',
    ]);
  });

  it('leaves users, connections, the schedule, webhooks and the audit log to administrators, who may do everything', () => {
    const places = new Set(gains('administrator', 'contributor').map((call) => call.split('.')[0]));
    expect(places).toEqual(new Set(['users', 'connections', 'schedule', 'webhooks', 'audit']));
    for (const call of names)
      expect(decide(call, { role: 'administrator', credential: 'token' }), call).toBe('allowed');
  });

  it('ties every change to an export, a run or a task to a connection that is shared', () => {
    const bound = names.filter((call) => calls[call].on.length > 0);
    const changing = names.filter(
      (call) => /^(exports|runs|tasks)\./.test(call) && calls[call].effect === 'changes',
    );
    // Its handler asks for each export; and a segment may be added to exports.
    const expected = [...changing.filter((call) => call !== 'exports.runAll'), 'segments.addToExports'];
    expect(bound.sort()).toEqual(expected.sort());
    expect(reachesConnection('contributor', { shared: true })).toBe(true);
    expect(reachesConnection('contributor', { shared: false })).toBe(false);
    expect(reachesConnection('contributor', null)).toBe(false);
    expect(reachesConnection('viewer', { shared: true })).toBe(false);
    expect(reachesConnection('administrator', null)).toBe(true);
  });

  it('says what somebody may do with an export as the calls themselves decide it', () => {
    const may = (role: Role, credential: 'session' | 'token', connection: { shared: boolean } | null) =>
      mayOn('exports.update', { role, credential }, connection);
    expect(may('administrator', 'token', null)).toBe(true);
    expect(may('contributor', 'session', { shared: true })).toBe(true);
    expect(may('contributor', 'session', { shared: false })).toBe(false);
    expect(may('contributor', 'session', null)).toBe(false);
    expect(may('viewer', 'session', { shared: true })).toBe(false);
  });

  it('names the connection of an export to those who see that connection', () => {
    const [shared, own] = [true, false].map((is) => ({ displayName: 'Shop', shared: is }));
    expect([shared, own].map((one) => seenName('viewer', one ?? null))).toEqual([null, null]);
    expect([shared, own].map((one) => seenName('contributor', one ?? null))).toEqual(['Shop', null]);
    expect([shared, own].map((one) => seenName('administrator', one ?? null))).toEqual(['Shop', 'Shop']);
    expect(seenName('administrator', null)).toBeNull();
  });

  it('shows connections by role', () => {
    expect(viewOfConnections('viewer')).toBe('nothing');
    expect(viewOfConnections('contributor')).toBe('namesOfShared');
    expect(viewOfConnections('administrator')).toBe('everything');
  });
});
