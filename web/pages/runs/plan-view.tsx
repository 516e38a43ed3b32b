// What a run is about to do: how many of each kind, for how long, and the first contacts exactly as they are sent.
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../api/export-calls.ts';
import { useFormat } from '../../ui/format.ts';
import { ContactCard, emailOf } from './contact-card.tsx';
import { Figures } from './figures.tsx';
import { useCauseWords } from './use-cause-words.ts';

const useStyles = makeStyles({
  box: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, alignItems: 'start' },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(280px, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
    width: '100%',
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
  quiet: { color: tokens.colorNeutralForeground3 },
});

const firstShown = 3;

export function PlanView({ plan }: { plan: Plan }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { counts, estimate, sends, leaving } = plan;
  const number = (key: 'unchanged' | 'untags' | 'invalid' | 'duplicates') => ({
    key,
    name: t(`plan.${key}`),
    value: format.number(counts[key]),
  });
  return (
    <div className={styles.box}>
      <Figures
        figures={[
          { key: 'new', name: t('plan.new'), value: format.number(sends.new) },
          { key: 'changed', name: t('plan.changed'), value: format.number(sends.changed) },
          number('unchanged'),
          { key: 'leaving', name: t('plan.leaving'), value: format.number(leaving) },
          number('untags'),
          { ...number('invalid'), bad: counts.invalid > 0 },
          number('duplicates'),
          { key: 'requests', name: t('plan.requests'), value: format.number(estimate.requests) },
          { key: 'time', name: t('plan.time'), value: format.duration(estimate.seconds) },
        ]}
      />
      <Losing losing={plan.losing ?? []} total={leaving} />
      <Warnings warnings={plan.warnings} />
      <Sample sample={plan.sample} />
    </div>
  );
}

/** Somebody whose tags another export keeps up loses none; whoever left all segments is named all the same. */
function Losing({ losing: all, total }: { losing: NonNullable<Plan['losing']>; total: number }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const format = useFormat();
  const losing = all.filter(({ tags, gone }) => tags.length > 0 || gone);
  if (losing.length === 0) return null;
  return (
    <div className={styles.part}>
      <h3 className={styles.title}>{t('losingTitle')}</h3>
      <ul className={styles.list}>
        {losing.map(({ email, tags, gone }) => (
          <li key={email}>
            {tags.length === 0 ? email : `${email}: ${format.list(tags)}`}{' '}
            {gone ? <span className={styles.quiet}>({t('gone')})</span> : null}
          </li>
        ))}
      </ul>
      {total > losing.length ? (
        <Text className={styles.quiet}>
          {t('andMore', { formatted: format.number(total - losing.length) })}
        </Text>
      ) : null}
    </div>
  );
}

function Warnings({ warnings }: { warnings: Plan['warnings'] }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const format = useFormat();
  const words = useCauseWords();
  if (warnings.length === 0) return null;
  return (
    <div className={styles.part}>
      <h3 className={styles.title}>{t('leftOut')}</h3>
      <ul className={styles.list}>
        {warnings.map(({ code, message, count, examples }) => (
          <li key={code}>
            {format.number(count)} × {words(code, message).title}{' '}
            {examples.length === 0 ? null : (
              <span className={styles.quiet}>
                {t('forExample', { examples: format.list(examples.slice(0, 3)) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Sample({ sample }: { sample: Plan['sample'] }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const format = useFormat();
  const [all, setAll] = useState(false);
  if (sample.length === 0) return <Text className={styles.quiet}>{t('nothingToSend')}</Text>;
  const shown = all ? sample : sample.slice(0, firstShown);
  return (
    <div className={styles.part}>
      <h3 className={styles.title}>{t('firstContacts')}</h3>
      <ul className={styles.cards}>
        {shown.map((contact) => (
          <ContactCard key={emailOf(contact)} contact={contact} />
        ))}
      </ul>
      {shown.length === sample.length ? null : (
        <Button size="small" onClick={() => setAll(true)}>
          {t('showAll', { formatted: format.number(sample.length) })}
        </Button>
      )}
    </div>
  );
}
