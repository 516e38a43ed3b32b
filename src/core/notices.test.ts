import { describe, expect, it } from 'vitest';
import { type Happening, newsOf, rejectionLimit, type Told } from './notices.ts';

const fine: Told = { state: 'fine', facts: null };
const failed: Told = { state: 'failedPermanently', facts: { code: 'omnisendKeyWrong' } };
const held: Told = { state: 'held', facts: null };
const rejections: Told = { state: 'rejections', facts: {} };

const success = (turnedDown = 0, limit: number | null = 0.05): Happening => ({
  ...{ status: 'successful', turnedDown, members: 100, limit },
});
const failure = (code: string): Happening => ({ status: 'failedPermanently', code });

describe('what is told', () => {
  it.each<[string, Told, Happening, string, string | null]>([
    ['a first success', fine, success(), 'fine', null],
    [
      'a failure that needs a person',
      fine,
      failure('omnisendKeyWrong'),
      'failedPermanently',
      'failedPermanently',
    ],
    ['the same failure again', failed, failure('omnisendKeyWrong'), 'failedPermanently', null],
    ['another failure', failed, failure('segmentMissing'), 'failedPermanently', 'failedPermanently'],
    ['a start while a run goes on', fine, failure('runActive'), 'fine', null],
    ['a failure that may pass', fine, { status: 'failed' }, 'fine', null],
    [
      'a failure that may pass after one that does not',
      failed,
      { status: 'failed' },
      'failedPermanently',
      null,
    ],
    ['success after a failure', failed, success(), 'fine', 'recovered'],
    ['a run that is held', fine, { status: 'held' }, 'held', 'held'],
    ['the next stop of that run, or of another', held, { status: 'held' }, 'held', 'held'],
    ['a run that is held after a failure', failed, { status: 'held' }, 'failedPermanently', 'held'],
    ['a run that is held after rejections', rejections, { status: 'held' }, 'rejections', 'held'],
    ['success after a person let it go on', held, success(), 'fine', null],
    ['a failure after that', held, failure('segmentMissing'), 'failedPermanently', 'failedPermanently'],
    ['a canceled run', held, { status: 'canceled' }, 'held', null],
    ['a skipped step', failed, { status: 'skipped' }, 'failedPermanently', null],
    ['as many rejections as the share', fine, success(5), 'fine', null],
    ['more of them', fine, success(6), 'rejections', 'rejections'],
    ['as many again', rejections, success(6), 'rejections', null],
    ['fewer of them', rejections, success(5), 'fine', 'recovered'],
    ['rejections after a failure', failed, success(6), 'rejections', 'rejections'],
    ['rejections of an export that wants no limit', fine, success(100, null), 'fine', null],
  ])('%s', (_what, told, happening, state, kind) => {
    expect(newsOf(told, happening)).toEqual({ state, kind });
  });

  it('compares with the guard of the export, or else a twentieth', () => {
    expect([undefined, 0.2, null].map(rejectionLimit)).toEqual([0.05, 0.2, null]);
  });

  it('has no share where nobody is', () => {
    expect(newsOf(fine, { status: 'successful', turnedDown: 0, members: 0, limit: 0 }).kind).toBeNull();
  });
});
