// The words of all pages but the first view's.

import audit from './en/audit.json';
import connections from './en/connections.json';
import exports from './en/exports.json';
import firstUse from './en/first-use.json';
import permissions from './en/permissions.json';
import profile from './en/profile.json';
import runs from './en/runs.json';
import segments from './en/segments.json';
import sources from './en/sources.json';
import system from './en/system.json';

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
export type PageWords = typeof words;
