// How a segment of ours shows in Omnisend: as a tag, or as a custom property that is true.
import type { Membership } from '../contract/mapping.ts';
import { SegueError } from '../errors.ts';

/** Found on a contact for moments, while a run finds out how the brand treats tags. */
export const reservedTag = 'segue-check';

const longest = 128;

/** Letters that do not come apart into a plain one and a mark. */
const plainLetters: Record<string, string> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
  '&': ' and ',
};

/**
 * A segment's name made valid: a tag has letters, digits, space, `_` and `-`; a property name has no space.
 * @returns a valid name, which is `segment` when nothing of the given one can be kept
 */
export function membershipName(segmentName: string, kind: 'tag' | 'property'): string {
  const filler = kind === 'tag' ? ' ' : '_';
  const letters = [...segmentName.normalize('NFD').replace(/\p{M}/gu, '')].map(
    (letter) => plainLetters[letter] ?? letter,
  );
  const edges = kind === 'tag' ? /^ +| +$/g : /^_+|_+$/g;
  const name = letters
    .join('')
    .replace(/[^A-Za-z0-9_-]+/g, filler)
    .replace(edges, '')
    .slice(0, longest)
    .replace(edges, '');
  return name === '' ? 'segment' : name;
}

const valid = {
  tag: /^(?! )[A-Za-z0-9 _-]{1,128}(?<! )$/,
  property: /^[A-Za-z0-9_-]{1,128}$/,
} as const;

/**
 * Segment id → tag or property name; empty when memberships are not shown.
 * @param taken names of properties that the mapping uses
 * @throws membershipNameTaken when two segments would share a name (in any case), or one is in use already
 */
export function membershipNames(
  segments: { id: string; name: string }[],
  membership: Membership,
  taken: string[] = [],
): Map<string, string> {
  const kind = membership.as;
  if (kind === 'none') return new Map();
  const what = kind === 'tag' ? 'tag' : 'custom property';
  const names = new Map<string, string>();
  const owners = new Map<string, string>(
    kind === 'tag'
      ? [[reservedTag, 'Segue itself']]
      : taken.map((name) => [name.toLowerCase(), 'the mapping']),
  );
  for (const { id, name: segmentName } of segments) {
    const given = membership.names?.[id];
    const name = given ?? membershipName(segmentName, kind);
    const field = `membership.names.${id}`;
    if (!valid[kind].test(name)) {
      throw new SegueError('badRequest', {
        detail: `"${name}" is not a valid ${what}.`,
        fields: [
          { field, message: `Use letters, digits, ${kind === 'tag' ? 'space, ' : ''}_ and -, at most 128.` },
        ],
      });
    }
    const owner = owners.get(name.toLowerCase());
    if (owner !== undefined) {
      const message = `The ${what} "${name}" is in use by ${owner}.`;
      throw new SegueError('membershipNameTaken', {
        detail: `${message} The segment "${segmentName}" needs another one.`,
        fields: [{ field, message }],
      });
    }
    owners.set(name.toLowerCase(), `the segment "${segmentName}"`);
    names.set(id, name);
  }
  return names;
}
