// What waits for a person: what it is, what to do, and where.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ChevronRight20Regular } from '@fluentui/react-icons/svg/chevron-right';
import { DismissCircle20Filled } from '@fluentui/react-icons/svg/dismiss-circle';
import { HandRight20Regular } from '@fluentui/react-icons/svg/hand-right';
import { Warning20Filled } from '@fluentui/react-icons/svg/warning';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import { useProblemText } from '../../ui/problem.tsx';
import type { Need } from './needs.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', margin: 0, padding: 0, listStyleType: 'none' },
  item: {
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalM,
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    ':first-child': { borderTop: 'none', paddingTop: 0 },
    ':last-child': { paddingBottom: 0 },
  },
  sign: { display: 'inline-flex' },
  waits: { color: tokens.colorStatusWarningForeground3 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, minWidth: 0 },
  link: {
    display: 'inline-flex',
    alignItems: 'center',
    alignSelf: 'flex-start',
    minHeight: '24px',
    color: tokens.colorBrandForegroundLink,
    fontWeight: tokens.fontWeightSemibold,
    textDecorationLine: 'none',
    overflowWrap: 'anywhere',
    ':hover': { textDecorationLine: 'underline' },
  },
  text: { color: tokens.colorNeutralForeground2 },
});

export function NeedsList({ needs }: { needs: Need[] }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {needs.map((need) => (
        <NeedItem key={need.id} need={need} />
      ))}
    </ul>
  );
}

function NeedItem({ need }: { need: Need }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  const problem = useProblemText();
  const words = (error: unknown) => {
    const { title, action } = problem(error);
    return [title.replace(/[.]?$/, '.'), action].join(' ');
  };
  switch (need.kind) {
    case 'held':
      return (
        <Item sign={<HandRight20Regular />} text={t('heldText')}>
          <RunLink id={need.run.id}>{t('held', { name: need.export.name })}</RunLink>
        </Item>
      );
    case 'failed':
      return (
        <Item bad sign={<DismissCircle20Filled />} text={need.run.error && words(need.run.error)}>
          <RunLink id={need.run.id}>{t('failed', { name: need.export.name })}</RunLink>
        </Item>
      );
    case 'rejections': {
      const { turnedDown, share, run } = need;
      const values = {
        count: turnedDown,
        formatted: format.number(turnedDown),
        share: format.percent(share),
      };
      return (
        <Item sign={<Warning20Filled />} text={t('rejectionsText', values)}>
          <RunLink id={run.id}>{t('rejections', { name: need.export.name })}</RunLink>
        </Item>
      );
    }
    case 'detached':
      return (
        <Item sign={<Warning20Filled />} text={t('detachedText')}>
          <NeedLink to={`/exports/${need.export.id}`}>{t('detached', { name: need.export.name })}</NeedLink>
        </Item>
      );
    case 'taskFailed': {
      const { kind, name, error } = need.task;
      const title = kind === 'source' ? t('sourceFailed', { name }) : t('segmentFailed', { name });
      return (
        <Item bad sign={<DismissCircle20Filled />} text={error && words(error)}>
          <NeedLink to={kind === 'source' ? '/sources' : '/segments'}>{title}</NeedLink>
        </Item>
      );
    }
  }
}

type ItemProps = { sign: ReactNode; bad?: boolean; text: string | undefined; children: ReactNode };

function Item({ sign, bad, text, children }: ItemProps) {
  const styles = useStyles();
  return (
    <li className={styles.item}>
      <span className={mergeClasses(styles.sign, bad ? styles.bad : styles.waits)} aria-hidden>
        {sign}
      </span>
      <span className={styles.words}>
        {children}
        {text === undefined ? null : <span className={styles.text}>{text}</span>}
      </span>
    </li>
  );
}

const RunLink = ({ id, children }: { id: string; children: ReactNode }) => (
  <NeedLink to={`/runs/${id}`}>{children}</NeedLink>
);

function NeedLink({ to, children }: { to: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <Link to={to} className={styles.link}>
      {children}
      <ChevronRight20Regular aria-hidden />
    </Link>
  );
}
