// Small charts in plain SVG. Each is a picture with a name that says in words what it shows.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useFormat } from './format.ts';

const useStyles = makeStyles({
  line: {
    fill: 'none',
    stroke: tokens.colorBrandStroke1,
    strokeWidth: '2px',
    vectorEffect: 'non-scaling-stroke',
  },
  area: { fill: tokens.colorBrandBackground2, stroke: 'none' },
  svg: { display: 'block', width: '100%', overflow: 'visible' },
  bars: { display: 'grid', gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyleType: 'none' },
  bar: {
    display: 'grid',
    gridTemplateColumns: 'minmax(72px, 1fr) minmax(60px, 2fr) max-content',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    fontSize: tokens.fontSizeBase200,
  },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  track: {
    height: '10px',
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorNeutralBackground4,
  },
  fill: {
    height: '100%',
    minWidth: '2px',
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorBrandBackground,
    forcedColorAdjust: 'none',
  },
  number: { fontVariantNumeric: 'tabular-nums', color: tokens.colorNeutralForeground2 },
  column: { fill: tokens.colorBrandBackground },
  bad: { fill: tokens.colorStatusDangerBackground3 },
});

const width = 100;

/** Values over time, the oldest first. `label` says in words what they show. */
export function Sparkline({
  values,
  label,
  height = 40,
}: {
  values: number[];
  label: string;
  height?: number;
}) {
  const styles = useStyles();
  const top = Math.max(...values, 1);
  const low = Math.min(...values, top);
  const span = top - low || 1;
  const x = (index: number) => (values.length < 2 ? width : (index / (values.length - 1)) * width);
  const y = (value: number) => height - 3 - ((value - low) / span) * (height - 6);
  const points = values.map((value, index) => `${x(index)},${y(value)}`).join(' ');
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles.svg}
      style={{ height }}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
    >
      <polygon className={styles.area} points={`0,${height} ${points} ${width},${height}`} />
      <polyline className={styles.line} points={points} />
    </svg>
  );
}

export type Bar = { key: string; label: string; value: number };

/** Horizontal bars with their words and numbers: readable without seeing the bars. */
export function BarList({ bars, label }: { bars: Bar[]; label: string }) {
  const styles = useStyles();
  const format = useFormat();
  const most = Math.max(...bars.map(({ value }) => value), 1);
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={styles.bar}>
          <span className={styles.name} title={bar.label}>
            {bar.label}
          </span>
          <span className={styles.track} aria-hidden>
            <span
              className={styles.fill}
              style={{ display: 'block', width: `${(bar.value / most) * 100}%` }}
            />
          </span>
          <span className={styles.number}>{format.number(bar.value)}</span>
        </li>
      ))}
    </ul>
  );
}

export type StackedColumn = { key: string; title: string; good: number; bad: number };

/** Columns over time, such as accepted and rejected by day; `title` is what each says when pointed at. */
export function Columns({
  columns,
  label,
  height = 96,
}: {
  columns: StackedColumn[];
  label: string;
  height?: number;
}) {
  const styles = useStyles();
  const most = Math.max(...columns.map(({ good, bad }) => good + bad), 1);
  const step = width / Math.max(columns.length, 1);
  const size = (value: number) => (value / most) * height;
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles.svg}
      style={{ height }}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
    >
      {columns.map(({ key, title, good, bad }, index) => (
        <g key={key}>
          <title>{title}</title>
          <rect
            className={styles.column}
            x={index * step + step * 0.15}
            width={step * 0.7}
            y={height - size(good)}
            height={size(good)}
          />
          <rect
            className={styles.bad}
            x={index * step + step * 0.15}
            width={step * 0.7}
            y={height - size(good + bad)}
            height={size(bad)}
          />
        </g>
      ))}
    </svg>
  );
}
