// Zod's issues as places in the request and sentences about them.
import type { FieldError } from '../errors.ts';

/** An issue of Zod, as far as it is needed here. */
export type Issue = {
  code: string;
  path: PropertyKey[];
  message: string;
  /** Of `unrecognized_keys`. */
  keys?: string[];
  /** Of `invalid_union`: the issues of each form that was tried. */
  errors?: Issue[][];
};

/** Places look like `rules[0].where.all[1].op`; an empty place is the whole. */
export function fieldErrorsOf(issues: Issue[]): FieldError[] {
  return issues.flatMap((issue) => fieldErrorsOfOne(issue, issue.path));
}

function fieldErrorsOfOne(issue: Issue, path: PropertyKey[]): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => ({
      field: placeOf([...path, key]),
      message: 'is not a known field',
    }));
  }
  const nearest = nearestForm(issue.errors ?? []);
  if (issue.code === 'invalid_union' && nearest !== null) {
    return nearest.flatMap((inner) => fieldErrorsOfOne(inner, [...path, ...inner.path]));
  }
  return [{ field: placeOf(path), message: issue.message }];
}

/** Of several allowed forms, the one that was probably meant: it went well the furthest, or has the least against it. */
function nearestForm(forms: Issue[][]): Issue[] | null {
  const strangers = (form: Issue[]) => form.filter((issue) => issue.code === 'unrecognized_keys').length;
  const depth = (form: Issue[]) => Math.max(0, ...form.map((issue) => depthOf(issue)));
  const ranked = [...forms].sort(
    (a, b) => strangers(a) - strangers(b) || depth(b) - depth(a) || a.length - b.length,
  );
  return ranked[0] ?? null;
}

function depthOf(issue: Issue): number {
  const inner = (issue.errors ?? []).flat().map(depthOf);
  return issue.path.length + Math.max(0, ...inner);
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, step) => {
    const text = String(step);
    if (/^\d+$/.test(text)) return `${place}[${text}]`;
    return place === '' ? text : `${place}.${text}`;
  }, '');
}
