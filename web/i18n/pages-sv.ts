// The words of all pages but the first view's.

import audit from './sv/audit.json';
import connections from './sv/connections.json';
import exports from './sv/exports.json';
import firstUse from './sv/first-use.json';
import permissions from './sv/permissions.json';
import profile from './sv/profile.json';
import runs from './sv/runs.json';
import segments from './sv/segments.json';
import sources from './sv/sources.json';
import system from './sv/system.json';

export const words = {
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
