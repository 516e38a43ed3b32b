// A run as it goes: where it is, how far, how fast against what the brand allows, and when it will be done.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { Circle16Regular } from '@fluentui/react-icons/svg/circle';
import { CircleHint16Filled } from '@fluentui/react-icons/svg/circle-hint';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../api/export-calls.ts';
import { useFormat } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Section } from '../../ui/section.tsx';
import { Figures } from './figures.tsx';
import { usePace } from './use-pace.ts';

const steps = [
  'waiting',
  'evaluating',
  'planning',
  'checking',
  'sending',
  'verifying',
  'untagging',
  'recording',
] as const;

const useStyles = makeStyles({
  steps: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalXL,
    rowGap: tokens.spacingVerticalS,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  step: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground3,
  },
  now: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  past: { color: tokens.colorNeutralForeground1 },
  sign: { display: 'inline-flex' },
  good: { color: tokens.colorStatusSuccessForeground1 },
});

export function RunProgress({ run }: { run: Run }) {
  const { t } = useTranslation(['runs', 'common']);
  const format = useFormat();
  const pace = usePace(run);
  const { done, total, phase, etaSeconds, mostPerMinute } = run.progress;
  const counted = ['sending', 'verifying', 'untagging', 'recording'].includes(phase);
  return (
    <Section title={t('progress')}>
      <PhaseSteps phase={phase} />
      <ProgressBar
        label={t(`phases.${phase}`)}
        done={done}
        total={counted ? total : null}
        {...(counted
          ? { detail: t('contactsOf', { done: format.number(done), total: format.number(total) }) }
          : {})}
      />
      <Figures
        figures={[
          {
            key: 'left',
            name: t('timeLeft'),
            value: etaSeconds === null ? '–' : t('about', { time: format.duration(etaSeconds) }),
          },
          {
            key: 'ready',
            name: t('readyAt'),
            value: etaSeconds === null ? '–' : format.time(new Date(Date.now() + etaSeconds * 1000)),
          },
          {
            key: 'pace',
            name: mostPerMinute === null ? t('pace') : t('perMinute', { most: format.number(mostPerMinute) }),
            value: pace === null ? '–' : format.number(Math.round(pace)),
          },
          { key: 'requests', name: t('requestsSoFar'), value: format.number(run.counts.requests) },
        ]}
      />
    </Section>
  );
}

function PhaseSteps({ phase }: { phase: Run['progress']['phase'] }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const at = phase === 'done' ? steps.length : steps.indexOf(phase);
  return (
    <ol className={styles.steps} aria-label={t('steps')}>
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          className={mergeClasses(styles.step, index === at && styles.now, index < at && styles.past)}
        >
          <span className={mergeClasses(styles.sign, index < at && styles.good)} aria-hidden>
            {index < at ? (
              <CheckmarkCircle16Filled />
            ) : index === at ? (
              <CircleHint16Filled />
            ) : (
              <Circle16Regular />
            )}
          </span>
          {t(`steps_${step}`)}
        </li>
      ))}
    </ol>
  );
}
