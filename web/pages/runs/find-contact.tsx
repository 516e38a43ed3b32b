// One address: what the ledgers hold of it, and what became of it in every run whose files are kept.
import { Button, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { PersonSearch20Regular } from '@fluentui/react-icons/svg/person-search';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type FoundContact, findContact } from '../../api/export-calls.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { useCauseWords } from './use-cause-words.ts';

const useStyles = makeStyles({
  form: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: tokens.spacingHorizontalS },
  field: { flexGrow: 1, maxWidth: '420px' },
  exports: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  fates: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
  quiet: { color: tokens.colorNeutralForeground3 },
  here: { fontWeight: tokens.fontWeightSemibold },
  link: { color: tokens.colorBrandForegroundLink },
});

export function FindContact({ runId }: { runId: string }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const [email, setEmail] = useState('');
  const find = useMutation({ mutationFn: (address: string) => findContact(address) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email.trim() !== '') find.mutate(email.trim());
  };
  return (
    <Section title={t('find.title')}>
      <Text className={styles.quiet}>{t('find.hint')}</Text>
      <form className={styles.form} onSubmit={submit}>
        <Field className={styles.field} label={t('find.label')}>
          <Input
            type="search"
            inputMode="email"
            autoComplete="off"
            value={email}
            onChange={(_, { value }) => setEmail(value)}
          />
        </Field>
        <Button type="submit" icon={<PersonSearch20Regular />} disabled={find.isPending}>
          {t('find.button')}
        </Button>
      </form>
      <ProblemBar problem={find.error} />
      <div role="status" className={styles.exports}>
        {find.data?.items.length === 0 ? <Text>{t('find.nobody', { email: find.variables })}</Text> : null}
        {(find.data?.items ?? []).map((found) => (
          <Found key={found.exportId} found={found} runId={runId} />
        ))}
      </div>
    </Section>
  );
}

function Found({ found, runId }: { found: FoundContact; runId: string }) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const format = useFormat();
  const words = useCauseWords();
  const { exportId, exportName, held, fates } = found;
  return (
    <div>
      <h3 className={styles.title}>
        <Link className={styles.link} to="/exports/$id" params={{ id: exportId }}>
          {exportName}
        </Link>
      </h3>
      <Text className={styles.quiet}>
        {held === null
          ? t('find.notHeld')
          : t(`find.held_${held.state}`, {
              at: format.dateTime(held.sentAt),
              tags: held.tags.length === 0 ? t('find.noTags') : format.list(held.tags),
            })}
      </Text>
      <ul className={styles.fates}>
        {fates.map(({ runId: id, at, fate, code, reason, detail }) => (
          <li key={`${id} ${fate} ${code}`} className={id === runId ? styles.here : undefined}>
            <Link className={styles.link} to="/runs/$id" params={{ id }}>
              {format.dateTime(at)}
            </Link>
            : {t(`find.fate_${fate}`)}
            {code === undefined ? '' : ` – ${words(code, reason ?? code).title}`}{' '}
            {detail === undefined ? null : <span className={styles.quiet}>{detail}</span>}
            {id === runId ? ` (${t('find.thisRun')})` : ''}
          </li>
        ))}
      </ul>
    </div>
  );
}
