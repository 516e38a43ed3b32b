// The navigation where there is no room beside the page. Loaded on such screens only.
import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  OverlayDrawer,
} from '@fluentui/react-components';
import { Dismiss24Regular } from '@fluentui/react-icons/svg/dismiss';
import { useTranslation } from 'react-i18next';
import { Brand } from './brand.tsx';
import { Navigation } from './navigation.tsx';
import { useFocusReturn } from './use-focus-return.ts';

const useStyles = makeStyles({ drawer: { width: 'min(86vw, 300px)' } });

export default function NavigationDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation('shell');
  useFocusReturn(open);
  return (
    <OverlayDrawer
      open={open}
      position="start"
      className={styles.drawer}
      onOpenChange={(_, { open: next }) => !next && onClose()}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button
              appearance="subtle"
              aria-label={t('closeNavigation')}
              icon={<Dismiss24Regular />}
              onClick={onClose}
            />
          }
        >
          <Brand />
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <Navigation />
      </DrawerBody>
    </OverlayDrawer>
  );
}
