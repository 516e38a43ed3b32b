// One file for each area of the app; a test compares the keys of the two languages.

import audit from './en/audit.json';
import common from './en/common.json';
import connections from './en/connections.json';
import exports from './en/exports.json';
import firstUse from './en/first-use.json';
import home from './en/home.json';
import permissions from './en/permissions.json';
import problems from './en/problems.json';
import profile from './en/profile.json';
import runs from './en/runs.json';
import segments from './en/segments.json';
import shell from './en/shell.json';
import signIn from './en/sign-in.json';
import sources from './en/sources.json';
import statuses from './en/statuses.json';
import system from './en/system.json';

export const words = {
  common,
  shell,
  signIn,
  statuses,
  problems,
  home,
  sources,
  segments,
  exports,
  runs,
  connections,
  permissions,
  system,
  audit,
  profile,
  firstUse,
};
export type Words = typeof words;
