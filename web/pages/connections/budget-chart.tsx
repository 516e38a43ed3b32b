// Requests per minute as columns, against what the brand allows and what this connection may take of it.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import type { Bucket } from './budget-buckets.ts';

const width = 100;
const height = 140;

const useStyles = makeStyles({
  plot: { position: 'relative', paddingTop: '20px' },
  svg: {
    display: 'block',
    width: '100%',
    height: `${height}px`,
    overflow: 'visible',
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
  },
  good: { fill: tokens.colorBrandBackground, forcedColorAdjust: 'none' },
  bad: { fill: tokens.colorStatusDangerBackground3, forcedColorAdjust: 'none' },
  // Catches the pointer over the whole height, so that a low column can be asked for its figures.
  catch: { fill: 'transparent' },
  line: { strokeWidth: '1.5px', vectorEffect: 'non-scaling-stroke' },
  limit: { stroke: tokens.colorNeutralStroke1Pressed },
  share: { stroke: tokens.colorBrandStroke1, strokeDasharray: '4 4' },
  label: {
    position: 'absolute',
    insetInlineEnd: 0,
    top: 0,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  times: {
    display: 'flex',
    justifyContent: 'space-between',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontVariantNumeric: 'tabular-nums',
  },
});

type Props = { buckets: Bucket[]; limit: number; share: number; label: string; days: boolean };

export function BudgetChart({ buckets, limit, share, label, days }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  const format = useFormat();
  const time = days ? format.dateTime : format.time;
  const top = Math.max(limit, ...buckets.map(({ requests }) => requests), 1);
  const size = (value: number) => (value / top) * height;
  const step = width / Math.max(buckets.length, 1);
  const line = (value: number, className: string) => (
    <line className={className} x1={0} x2={width} y1={height - size(value)} y2={height - size(value)} />
  );
  const middle = buckets[Math.floor(buckets.length / 2)];
  const ends = [buckets[0], middle, buckets.at(-1)].filter((bucket) => bucket !== undefined);
  return (
    <div>
      <div className={styles.plot}>
        <span className={styles.label} aria-hidden>
          {t('limitLine', { limit: format.number(limit) })}
        </span>
        <svg
          role="img"
          aria-label={label}
          className={styles.svg}
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
        >
          {line(limit, `${styles.line} ${styles.limit}`)}
          {share < 1 ? line(limit * share, `${styles.line} ${styles.share}`) : null}
          {buckets.map(({ at, requests, throttled }, index) => {
            const box = { x: index * step + step * 0.15, width: step * 0.7 };
            return (
              <g key={at}>
                <rect className={styles.good} {...box} y={height - size(requests)} height={size(requests)} />
                <rect className={styles.bad} {...box} y={height - size(requests)} height={size(throttled)} />
                <rect className={styles.catch} x={index * step} width={step} y={0} height={height}>
                  <title>
                    {t(buckets.length > 60 || days ? 'bucketTitle' : 'minuteTitle', {
                      time: time(at),
                      requests: format.number(requests),
                    })}
                  </title>
                </rect>
              </g>
            );
          })}
        </svg>
      </div>
      <div className={styles.times} aria-hidden>
        {ends.map(({ at }) => (
          <span key={at}>{time(at)}</span>
        ))}
      </div>
    </div>
  );
}
