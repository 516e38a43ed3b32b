// The words of the first view, a file for each area; those of other pages come with them (pages-en.ts). A test compares
// the keys of the two languages.

import common from './en/common.json';
import home from './en/home.json';
import problems from './en/problems.json';
import shell from './en/shell.json';
import signIn from './en/sign-in.json';
import statuses from './en/statuses.json';

export const words = {
  common,
  shell,
  signIn,
  statuses,
  problems,
  home,
};
export type Words = typeof words;
