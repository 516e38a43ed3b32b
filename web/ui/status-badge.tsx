// The nine states of runs and tasks, told by word, sign and colour.
import { makeStyles, mergeClasses, Tooltip, tokens } from '@fluentui/react-components';
import { ArrowSync16Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { CircleHint16Regular } from '@fluentui/react-icons/svg/circle-hint';
import { Clock16Regular } from '@fluentui/react-icons/svg/clock';
import { DismissCircle16Filled } from '@fluentui/react-icons/svg/dismiss-circle';
import { HandRight16Regular } from '@fluentui/react-icons/svg/hand-right';
import { Next16Regular } from '@fluentui/react-icons/svg/next';
import { Prohibited16Regular } from '@fluentui/react-icons/svg/prohibited';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { useTranslation } from 'react-i18next';
import type { Status } from '../../src/contract/runs.ts';

const useStyles = makeStyles({
  badge: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    whiteSpace: 'nowrap',
  },
  sign: { display: 'inline-flex', flexShrink: 0 },
  calm: { color: tokens.colorNeutralForeground3 },
  busy: { color: tokens.colorBrandForeground1 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  waits: { color: tokens.colorStatusWarningForeground3 },
  bad: { color: tokens.colorStatusDangerForeground1 },
});

const signs = {
  notStarted: [CircleHint16Regular, 'calm'],
  queued: [Clock16Regular, 'calm'],
  processing: [ArrowSync16Regular, 'busy'],
  held: [HandRight16Regular, 'waits'],
  successful: [CheckmarkCircle16Filled, 'good'],
  failed: [Warning16Filled, 'waits'],
  failedPermanently: [DismissCircle16Filled, 'bad'],
  canceled: [Prohibited16Regular, 'calm'],
  skipped: [Next16Regular, 'calm'],
} as const satisfies Record<Status, unknown>;

export function StatusBadge({ status }: { status: Status }) {
  const styles = useStyles();
  const { t } = useTranslation('statuses');
  const [Sign, colour] = signs[status];
  const badge = (
    <span className={styles.badge}>
      <span className={mergeClasses(styles.sign, styles[colour])} aria-hidden>
        <Sign />
      </span>
      {t(status)}
    </span>
  );
  switch (status) {
    case 'failed':
    case 'failedPermanently':
    case 'held':
    case 'skipped':
      return (
        <Tooltip content={t(`hint_${status}`)} relationship="description">
          {badge}
        </Tooltip>
      );
    case 'notStarted':
    case 'queued':
    case 'processing':
    case 'successful':
    case 'canceled':
      return badge;
  }
}
