// A form beside the page. It keeps what was entered until it is saved or thrown away on purpose, whatever the network
// does in between, and gives the focus back to what opened it.
import {
  Button,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  OverlayDrawer,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import { Dismiss24Regular } from '@fluentui/react-icons/svg/dismiss';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ProblemBar } from './problem.tsx';
import { useFocusReturn } from './use-focus-return.ts';

const useStyles = makeStyles({
  pane: { width: 'min(100%, 520px)' },
  wide: { width: 'min(100%, 820px)' },
  form: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    paddingBlock: tokens.spacingVerticalM,
  },
  footer: { borderTop: `1px solid ${tokens.colorNeutralStroke2}`, flexWrap: 'wrap' },
  // In sight wherever the form is scrolled to.
  notice: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    flexBasis: '100%',
    paddingBottom: tokens.spacingVerticalS,
    minWidth: 0,
    maxHeight: '40vh',
    overflowY: 'auto',
  },
});

type Props = {
  open: boolean;
  title: string;
  children: ReactNode;
  /** Called when the pane is to close: after "discard" was confirmed, if there was something to lose. */
  onClose: () => void;
  /** Without it the pane only shows something, and has no Save. */
  onSave?: (() => void) | undefined;
  saveLabel?: string;
  saveDisabled?: boolean;
  busy?: boolean;
  /** Something was entered that is not saved yet. */
  dirty?: boolean;
  /** What the last attempt to save failed with; shown above the buttons. */
  problem?: unknown;
  wide?: boolean;
  /** More that is to be said above the buttons. */
  notice?: ReactNode;
  /** Further buttons of the footer. */
  footer?: ReactNode;
};

export function SidePane(props: Props) {
  const {
    open,
    title,
    children,
    onClose,
    onSave,
    saveLabel,
    saveDisabled,
    busy,
    dirty,
    problem,
    wide,
    notice,
    footer,
  } = props;
  const styles = useStyles();
  const { t } = useTranslation('common');
  const [asking, setAsking] = useState(false);
  const formId = useId();
  useFocusReturn(open);
  const leave = () => {
    if (busy) return;
    if (dirty) setAsking(true);
    else onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !saveDisabled) onSave?.();
  };
  return (
    <>
      <OverlayDrawer
        open={open}
        position="end"
        className={wide ? styles.wide : styles.pane}
        onOpenChange={(_, { open: next }) => !next && leave()}
      >
        <DrawerHeader>
          <DrawerHeaderTitle
            action={
              <Button
                appearance="subtle"
                aria-label={t('close')}
                icon={<Dismiss24Regular />}
                onClick={leave}
              />
            }
          >
            {title}
          </DrawerHeaderTitle>
        </DrawerHeader>
        <DrawerBody>
          <form id={formId} className={styles.form} onSubmit={submit} noValidate>
            {children}
          </form>
        </DrawerBody>
        <DrawerFooter className={styles.footer}>
          {notice || problem ? (
            <div className={styles.notice}>
              {notice}
              <ProblemBar problem={problem} />
            </div>
          ) : null}
          {onSave === undefined ? null : (
            <Button
              appearance="primary"
              type="submit"
              form={formId}
              disabled={saveDisabled === true}
              // Not disabled: the focus would be lost, and with it the pane for who listens to it.
              disabledFocusable={busy === true}
              icon={busy ? <Spinner size="tiny" /> : null}
            >
              {busy ? t('saving') : (saveLabel ?? t('save'))}
            </Button>
          )}
          <Button onClick={leave} disabledFocusable={busy === true}>
            {onSave === undefined ? t('close') : t('cancel')}
          </Button>
          {footer}
        </DrawerFooter>
      </OverlayDrawer>
      <ConfirmDialog
        open={asking}
        title={t('discardTitle')}
        confirmLabel={t('discard')}
        cancelLabel={t('keepEditing')}
        onConfirm={onClose}
        onClose={() => setAsking(false)}
      >
        {t('discardText')}
      </ConfirmDialog>
    </>
  );
}
