// The first contacts of the export that is being put together, worked out by the server as a run would.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ExportPreview, previewExport } from '../../api/export-calls.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { useDebounced } from '../../ui/use-debounced.ts';
import { ContactCard, emailOf } from '../runs/contact-card.tsx';
import { useCauseWords } from '../runs/use-cause-words.ts';
import { type Draft, errorsOf, inputOf } from './draft.ts';
import { PanePart } from './pane-part.tsx';

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))',
    gap: tokens.spacingHorizontalM,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  card: {
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground3,
    minWidth: 0,
  },
  email: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere', display: 'block' },
  reason: { color: tokens.colorStatusDangerForeground1, display: 'block' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

const pauseMilliseconds = 400;

/** Names, guards and the like may still be missing; these say who is sent, and how. */
const isEnough = (draft: Draft) =>
  ![...errorsOf(draft)].some(
    (error) => error === 'email' || error === 'segmentIds' || error.startsWith('matched'),
  );

export function LooksLike({ draft }: { draft: Draft }) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const enough = isEnough(draft);
  const { mapping, segmentIds, membership, connectionId } = inputOf(draft);
  const typed = JSON.stringify({ mapping, segmentIds, membership });
  const settled = useDebounced(typed, pauseMilliseconds);
  const preview = useQuery({
    queryKey: ['exports', 'preview', settled, connectionId],
    queryFn: () =>
      previewExport({ ...JSON.parse(settled), ...(connectionId === '' ? {} : { connectionId }) }),
    // What has just been completed has not settled yet, and is no request.
    enabled: enough && settled === typed,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <PanePart title={t('looksLike')} hint={t('looksLikeHint')}>
      {!enough ? <Text className={styles.quiet}>{t('looksLikeLater')}</Text> : null}
      {enough && preview.error ? <ProblemBar problem={preview.error} /> : null}
      {enough && preview.data && !preview.error ? <First {...preview.data} /> : null}
    </PanePart>
  );
}

function First({ contacts, rejections }: ExportPreview) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const words = useCauseWords();
  if (contacts.length + rejections.length === 0) return <Text>{t('nobodyYet')}</Text>;
  return (
    <ul className={styles.cards} aria-label={t('looksLike')}>
      {contacts.map((contact) => (
        <ContactCard key={emailOf(contact)} contact={contact} />
      ))}
      {rejections.map(({ customerId, email, code, reason }) => (
        <li key={customerId} className={styles.card}>
          <Text className={styles.email}>{email ?? customerId}</Text>
          <Text className={styles.reason}>{t('notSent', { reason: words(code, reason).title })}</Text>
        </li>
      ))}
    </ul>
  );
}
