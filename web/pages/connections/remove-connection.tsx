// The end of a connection leads through the exports that use it: each is removed, or stays without a connection.
import { makeStyles, Radio, RadioGroup, Spinner, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { type Connection, usingQuery } from './data.ts';

type Choice = 'remove' | 'detach';
const isChoice = (value: string): value is Choice => value === 'remove' || value === 'detach';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    margin: 0,
    padding: 0,
    listStyleType: 'none',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  item: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalXS,
    ':not(:last-child)': { borderBottom: `1px solid ${tokens.colorNeutralStroke3}` },
  },
  name: { flexGrow: 1, flexBasis: '160px', minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type Props = { connection: Connection; onClose: () => void; onRemoved?: () => void };

export function RemoveConnection({ connection, onClose, onRemoved }: Props) {
  const { id, displayName } = connection;
  const { t } = useTranslation(['connections', 'common']);
  const toast = useToast();
  const queries = useQueryClient();
  const using = useQuery(usingQuery(id));
  const [choices, setChoices] = useState<Choices>({});
  const exports = using.data ?? [];
  const isOpen = exports.some((each) => choices[each.id] === undefined);
  const remove = async () => {
    const chosen = exports.map((each) => [each.id, choices[each.id] ?? 'detach'] as const);
    try {
      await ask(
        api.DELETE('/api/connections/{id}', {
          params: { path: { id } },
          body: { exports: Object.fromEntries(chosen) },
        }),
      );
    } catch (thrown) {
      // An export may have come to it in the meantime: then it is listed now.
      await using.refetch();
      throw thrown;
    }
    onRemoved?.();
    await Promise.all(
      ['connections', 'consents', 'exports', 'runs'].map((noun) =>
        queries.invalidateQueries({ queryKey: [noun], refetchType: onRemoved ? 'none' : 'active' }),
      ),
    );
    toast(t('removed'));
  };
  return (
    <ConfirmDialog
      open
      danger
      title={t('removeTitle', { name: displayName })}
      confirmLabel={t('common:remove')}
      disabled={using.data === undefined || isOpen}
      onConfirm={remove}
      onClose={onClose}
    >
      <Text>{t('removeText')}</Text>
      {using.isPending ? <Spinner size="small" /> : null}
      <ProblemBar problem={using.error} onRetry={() => using.refetch()} />
      {exports.length === 0 ? null : <Choices exports={exports} choices={choices} onChange={setChoices} />}
    </ConfirmDialog>
  );
}

type Choices = Record<string, Choice>;
type ChoicesProps = {
  exports: { id: string; name: string; running: boolean }[];
  choices: Choices;
  onChange: (choices: Choices) => void;
};

function Choices({ exports, choices, onChange }: ChoicesProps) {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  const format = useFormat();
  return (
    <>
      <Text>
        {t('removeChoose', { count: exports.length, formatted: format.number(exports.length) })}
        <br />
        <Text className={styles.quiet}>{t('detachHint')}</Text>
      </Text>
      <ul className={styles.list}>
        {exports.length < 2 ? null : (
          <Choose
            name={t('forAll')}
            value={sameOf(exports.map((each) => choices[each.id]))}
            onChange={(choice) => onChange(Object.fromEntries(exports.map((each) => [each.id, choice])))}
          />
        )}
        {exports.map((each) => (
          <Choose
            key={each.id}
            name={each.name}
            note={each.running ? t('running') : null}
            value={choices[each.id] ?? ''}
            onChange={(choice) => onChange({ ...choices, [each.id]: choice })}
          />
        ))}
      </ul>
    </>
  );
}

const sameOf = (chosen: (Choice | undefined)[]): Choice | '' => {
  const [first] = chosen;
  return first !== undefined && chosen.every((each) => each === first) ? first : '';
};

type ChooseProps = {
  name: string;
  note?: string | null;
  value: Choice | '';
  onChange: (choice: Choice) => void;
};

function Choose({ name, note, value, onChange }: ChooseProps) {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  const id = useId();
  return (
    <li className={styles.item}>
      <span className={styles.name}>
        <Text id={id} weight="semibold">
          {name}
        </Text>{' '}
        {note ? (
          <Text size={200} className={styles.quiet}>
            {note}
          </Text>
        ) : null}
      </span>
      <RadioGroup
        layout="horizontal"
        aria-labelledby={id}
        value={value}
        onChange={(_, data) => isChoice(data.value) && onChange(data.value)}
      >
        <Radio value="remove" label={t('removeExport')} />
        <Radio value="detach" label={t('detach')} />
      </RadioGroup>
    </li>
  );
}
