// One file for each area of the app; a test compares the keys of the two languages.

import codes from './problem-codes.sv.json';
import audit from './sv/audit.json';
import common from './sv/common.json';
import connections from './sv/connections.json';
import exports from './sv/exports.json';
import firstUse from './sv/first-use.json';
import home from './sv/home.json';
import permissions from './sv/permissions.json';
import problems from './sv/problems.json';
import profile from './sv/profile.json';
import runs from './sv/runs.json';
import segments from './sv/segments.json';
import shell from './sv/shell.json';
import signIn from './sv/sign-in.json';
import sources from './sv/sources.json';
import statuses from './sv/statuses.json';
import system from './sv/system.json';

export const words = {
  common,
  shell,
  signIn,
  statuses,
  // In English the server's own words are the best there are.
  problems: { ...codes, ...problems },
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
