// Asks before something that cannot be taken back. Stays open, with what went wrong, until it has been done.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemBar } from './problem.tsx';
import { useFocusReturn } from './use-focus-return.ts';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  danger: {
    backgroundColor: tokens.colorStatusDangerBackground3,
    color: tokens.colorNeutralForegroundOnBrand,
    ':hover': {
      backgroundColor: tokens.colorStatusDangerBackground3Hover,
      color: tokens.colorNeutralForegroundOnBrand,
    },
    ':hover:active': {
      backgroundColor: tokens.colorStatusDangerBackground3Pressed,
      color: tokens.colorNeutralForegroundOnBrand,
    },
  },
});

type Props = {
  open: boolean;
  title: string;
  children?: ReactNode;
  /** The verb of what will be done: "Remove", never "OK". */
  confirmLabel: string;
  cancelLabel?: string;
  danger?: boolean;
  disabled?: boolean;
  onConfirm: () => unknown;
  /** Called after success too. */
  onClose: () => void;
};

export function ConfirmDialog(props: Props) {
  const { open, title, children, confirmLabel, cancelLabel, danger, disabled, onConfirm, onClose } = props;
  const styles = useStyles();
  const { t } = useTranslation('common');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  useFocusReturn(open);
  const close = () => {
    setProblem(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
      close();
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open={open} modalType="alert" onOpenChange={(_, { open: next }) => !next && !busy && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            {children}
            <ProblemBar problem={problem} />
          </DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
              className={danger ? styles.danger : undefined}
              disabled={disabled === true}
              // Not disabled: the focus would be lost, and with it the dialog for who listens to it.
              disabledFocusable={busy}
              onClick={confirm}
            >
              {confirmLabel}
            </Button>
            <Button onClick={close} disabledFocusable={busy}>
              {cancelLabel ?? t('cancel')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
