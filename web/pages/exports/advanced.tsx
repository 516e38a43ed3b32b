// What most never touch: a quiet start, the limits that make a run stop and ask, Omnisend's welcome message.
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Input,
  makeStyles,
  Switch,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { maySendWelcomeMessages } from '../../../src/core/permissions.ts';
import { useMe } from '../../api/session.ts';
import { FormField } from '../../ui/form-field.tsx';
import type { Draft } from './draft.ts';
import { defaultGuards, guardOrder, isGuardText, isShare } from './guards.ts';

const useStyles = makeStyles({
  panel: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    paddingBlock: tokens.spacingVerticalS,
  },
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
    gap: tokens.spacingHorizontalL,
  },
  hint: { color: tokens.colorNeutralForeground3 },
});

type Props = { draft: Draft; onChange: (change: Partial<Draft>) => void; invalid: boolean };

export function Advanced({ draft, onChange, invalid }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const { role } = useMe();
  return (
    // Opens by itself when something in it is not right.
    <Accordion collapsible {...(invalid ? { openItems: ['advanced'] } : {})}>
      <AccordionItem value="advanced">
        <AccordionHeader as="h3">{t('advanced')}</AccordionHeader>
        <AccordionPanel className={styles.panel}>
          <FormField label={t('quietStart')} hint={t('quietStartHint')}>
            <Switch
              checked={draft.quietStart}
              onChange={(_, { checked }) => onChange({ quietStart: checked })}
            />
          </FormField>
          <Text className={styles.hint}>{t('guardsHint')}</Text>
          <div className={styles.grid}>
            {guardOrder.map((guard) => (
              <FormField
                key={guard}
                label={t(`guards.${guard}`)}
                hint={t(isShare(guard) ? 'guardDefaultShare' : 'guardDefaultTimes', {
                  value: isShare(guard) ? defaultGuards[guard] * 100 : defaultGuards[guard],
                })}
                error={isGuardText(guard, draft.guards[guard]) ? undefined : t('guardWrong')}
              >
                <Input
                  inputMode="decimal"
                  value={draft.guards[guard]}
                  contentAfter={isShare(guard) ? '%' : '×'}
                  onChange={(_, { value }) => onChange({ guards: { ...draft.guards, [guard]: value } })}
                />
              </FormField>
            ))}
          </div>
          {maySendWelcomeMessages(role) ? (
            <FormField label={t('welcome')} hint={t('welcomeHint')}>
              <Switch checked={draft.welcome} onChange={(_, { checked }) => onChange({ welcome: checked })} />
            </FormField>
          ) : null}
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  );
}
