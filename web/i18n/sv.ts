// The words of the first view, a file for each area; those of other pages come with them (pages-sv.ts). A test compares
// the keys of the two languages.

import codes from './problem-codes.sv.json';
import common from './sv/common.json';
import home from './sv/home.json';
import problems from './sv/problems.json';
import shell from './sv/shell.json';
import signIn from './sv/sign-in.json';
import statuses from './sv/statuses.json';

export const words = {
  common,
  shell,
  signIn,
  statuses,
  // In English the server's own words are the best there are.
  problems: { ...codes, ...problems },
  home,
};
