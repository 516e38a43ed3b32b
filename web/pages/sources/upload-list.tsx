// Files on their way: each with how far it is, and a way to end it or to try again.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwise20Regular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { useTranslation } from 'react-i18next';
import { asProblemError } from '../../api/problem-error.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import type { Upload } from './use-uploads.ts';

const useStyles = makeStyles({
  list: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  line: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  failed: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

type Props = { uploads: Upload[]; onDrop: (id: string) => void; onAgain: (upload: Upload) => void };

export function UploadList({ uploads, onDrop, onAgain }: Props) {
  const styles = useStyles();
  const format = useFormat();
  const { t } = useTranslation(['sources', 'common']);
  if (uploads.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t('uploads')}>
      {uploads.map((upload) => {
        const { id, file, sent, problem } = upload;
        return problem === null ? (
          <li key={id} className={styles.line}>
            <ProgressBar
              label={file.name}
              done={sent}
              total={file.size}
              detail={t('sentOf', { sent: format.bytes(sent), total: format.bytes(file.size) })}
            />
            <Button
              appearance="subtle"
              icon={<Dismiss20Regular />}
              aria-label={t('cancelUpload', { name: file.name })}
              onClick={() => onDrop(id)}
            />
          </li>
        ) : (
          <li key={id} className={styles.failed}>
            <strong>{file.name}</strong>
            <ProblemBar problem={problem} />
            <div className={styles.buttons}>
              {asProblemError(problem).mayPass ? (
                <Button size="small" icon={<ArrowClockwise20Regular />} onClick={() => onAgain(upload)}>
                  {t('common:tryAgain')}
                </Button>
              ) : null}
              <Button size="small" appearance="subtle" onClick={() => onDrop(id)}>
                {t('putAway')}
              </Button>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
