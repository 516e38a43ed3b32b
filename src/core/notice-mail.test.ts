import { describe, expect, it } from 'vitest';
import { errorCodes } from '../contract/error-codes.ts';
import { mailOf } from './notice-mail.ts';
import { swedishWords } from './swedish-errors.ts';

const target = { kind: 'export', id: 'e1', name: 'News\r\nBcc: x' } as const;
const { title, action } = errorCodes.omnisendKeyWrong;
const failure = { runId: 'r1', code: 'omnisendKeyWrong', title, action };

describe('a mail', () => {
  it('says what happened, to what, what to do, and where to look', () => {
    const told = { kind: 'failedPermanently', target, facts: failure } as const;
    expect(mailOf(told, 'en', 'https://segue.example')).toEqual({
      subject: 'Segue: the export "News Bcc: x" has failed',
      text: `The export "News Bcc: x" has failed, and will not succeed until somebody does something about it.

What happened: Omnisend does not accept the API key (omnisendKeyWrong)
What to do: Make a key under Store settings > API keys in Omnisend and put it into the connection.
Look at it: https://segue.example/runs/r1

You get this because you have chosen to. In Segue, under your profile, you can choose otherwise.
`,
    });
    expect(mailOf(told, 'en', null).text).toContain('\nRun: r1\n');
  });

  it('is Swedish for whoever reads Swedish', () => {
    const { subject, text } = mailOf({ kind: 'failedPermanently', target, facts: failure }, 'sv', null);
    expect(subject).toBe('Segue: exporten "News Bcc: x" har misslyckats');
    expect(text).toContain('Vad som har hänt: Omnisend godtar inte API-nyckeln (omnisendKeyWrong)');
    expect(text).not.toMatch(/What|Make a key/);
  });

  it('has numbers of rejections, and nothing to do about a recovery', () => {
    const facts = { runId: 'r1', rejected: 7, members: 100 };
    expect(mailOf({ kind: 'rejections', target, facts }, 'en', null).text).toContain('7 of its 100 members');
    expect(mailOf({ kind: 'rejections', target, facts }, 'sv', null).text).toContain('7 av 100 medlemmar');
    expect(mailOf({ kind: 'recovered', target, facts }, 'sv', null).text).not.toContain('Vad du kan göra');
  });
});

describe('the Swedish words', () => {
  /** These answer calls or commands, or pass by themselves: no run and no source ends with one of them for good. */
  const untold = Object.entries(errorCodes)
    .filter(([, { passing }]) => passing)
    .map(([code]) => code);
  const ofCalls = [
    ...[
      'badRequest',
      'unauthenticated',
      'wrongCredentials',
      'forbidden',
      'foreignOrigin',
      'notFound',
      'conflict',
    ],
    ...[
      'changedMeanwhile',
      'bodyTooLarge',
      'alreadySetUp',
      'wrongSetUpCode',
      'configInvalid',
      'dataDirInUse',
    ],
    ...['consentMissing', 'webhookPrivate', 'runActive', 'taskCanceled', 'folderNotWritable'],
    ...['accountDisabled', 'providerRefused', 'signInInterrupted', 'noGroup', 'addressTaken'],
    'confirmationMissing',
  ];

  it('are there for every error that is told', () => {
    const without = Object.keys(errorCodes).filter(
      (code) => swedishWords(code) === undefined && !untold.includes(code) && !ofCalls.includes(code),
    );
    expect(
      without,
      'Give it words in core/swedish-errors.ts, or list it here if nobody is told of it.',
    ).toEqual([]);
  });
});
