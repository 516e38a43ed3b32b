// "Connection for export": the connections of the section Omnisend, or whom to ask when there is none.
import { MessageBar, MessageBarBody, MessageBarTitle, Select } from '@fluentui/react-components';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/session.ts';
import { FormField } from '../../ui/form-field.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import type { Draft } from './draft.ts';
import { useConnections } from './use-export-data.ts';

type Props = {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  invalid: boolean;
  problem: unknown;
};

export function ConnectionField({ draft, onChange, invalid, problem }: Props) {
  const { t } = useTranslation('exports');
  const may = useMay();
  const { data: connections, error } = useConnections();
  if (error) return <ProblemBar problem={error} />;
  if (connections?.length === 0) {
    const mayAdd = may('connections.create');
    return (
      <MessageBar intent="info" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('noConnections')}</MessageBarTitle>
          {t(mayAdd ? 'addConnectionFirst' : 'askAdministrator')}{' '}
          {mayAdd ? <Link to="/admin/connections">{t('toConnections')}</Link> : null}
        </MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <FormField
      label={t('connectionForExport')}
      required
      name="connectionId"
      problem={problem}
      error={invalid ? t('chooseConnection') : undefined}
    >
      <Select value={draft.connectionId} onChange={(_, { value }) => onChange({ connectionId: value })}>
        <option value="">{t('chooseConnection')}</option>
        <optgroup label="Omnisend">
          {(connections ?? []).map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </optgroup>
      </Select>
    </FormField>
  );
}
