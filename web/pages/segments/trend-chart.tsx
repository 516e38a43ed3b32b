// Members over time: a line with its axes, every point of which can be reached and read, and the same as a table.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import { PlainTable } from './plain-table.tsx';
import { niceTicks, timeTicks } from './ticks.ts';

const useStyles = makeStyles({
  box: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, minWidth: 0 },
  svg: { display: 'block', width: '100%', height: 'auto', overflow: 'visible' },
  grid: { stroke: tokens.colorNeutralStroke3, strokeWidth: '1px' },
  text: {
    fill: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontFamily: tokens.fontFamilyBase,
    fontVariantNumeric: 'tabular-nums',
  },
  area: { fill: tokens.colorBrandBackground2, opacity: 0.6 },
  line: { fill: 'none', stroke: tokens.colorBrandStroke1, strokeWidth: '2px', strokeLinejoin: 'round' },
  point: { fill: tokens.colorBrandBackground, stroke: tokens.colorNeutralBackground1, strokeWidth: '1.5px' },
  hit: { fill: 'transparent', ':hover': { fill: tokens.colorBrandBackground2 } },
  toggle: { alignSelf: 'start' },
});

export type TrendPoint = { at: string; members: number };
type Props = { points: TrendPoint[]; label: string };

const [width, height] = [640, 220];
const [left, right, top, bottom] = [52, 12, 12, 28];

export function TrendChart({ points, label }: Props) {
  const styles = useStyles();
  const { t } = useTranslation(['segments', 'common']);
  const format = useFormat();
  const [asTable, setAsTable] = useState(false);
  return (
    <div className={styles.box}>
      {asTable ? (
        <PlainTable
          label={label}
          columns={[
            { id: 'at', header: t('details.at') },
            { id: 'members', header: t('columns.members'), end: true },
          ]}
          rows={points.toReversed().map(({ at, members }) => ({
            id: at,
            cells: [format.dateTime(at), format.number(members)],
          }))}
        />
      ) : (
        <Drawing points={points} label={label} />
      )}
      <Button
        className={styles.toggle}
        size="small"
        appearance="subtle"
        aria-pressed={asTable}
        onClick={() => setAsTable(!asTable)}
      >
        {t('common:dataTable')}
      </Button>
    </div>
  );
}

function Drawing({ points, label }: Props) {
  const styles = useStyles();
  const format = useFormat();
  const times = points.map(({ at }) => new Date(at).getTime());
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const values = points.map(({ members }) => members);
  const ticks = niceTicks(Math.min(...values), Math.max(...values));
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const x = (at: number) => left + ((at - first) / (last - first || 1)) * (width - left - right);
  const y = (value: number) =>
    height - bottom - ((value - low) / (high - low || 1)) * (height - top - bottom);
  const line = points.map(({ members }, index) => `${x(times[index] ?? 0)},${y(members)}`).join(' ');
  const withinDay = last - first < 86_400_000;
  return (
    <svg className={styles.svg} role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={styles.grid} x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} />
          <text className={styles.text} x={left - 8} y={y(tick) + 4} textAnchor="end">
            {format.compact(tick)}
          </text>
        </g>
      ))}
      {timeTicks(first, last).map((tick, index, all) => (
        <text
          key={tick}
          className={styles.text}
          x={x(tick)}
          y={height - 8}
          textAnchor={index === 0 ? 'start' : index === all.length - 1 ? 'end' : 'middle'}
        >
          {withinDay ? format.time(new Date(tick)) : format.date(new Date(tick))}
        </text>
      ))}
      <polygon className={styles.area} points={`${x(first)},${y(low)} ${line} ${x(last)},${y(low)}`} />
      <polyline className={styles.line} points={line} />
      {points.map(({ at, members }, index) => (
        <g key={at}>
          <title>{`${format.dateTime(at)}: ${format.number(members)}`}</title>
          <circle className={styles.hit} cx={x(times[index] ?? 0)} cy={y(members)} r={10} />
          {points.length > 60 ? null : (
            <circle className={styles.point} cx={x(times[index] ?? 0)} cy={y(members)} r={4} />
          )}
        </g>
      ))}
    </svg>
  );
}
