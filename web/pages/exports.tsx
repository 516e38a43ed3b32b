// Data > Exports: every export with how it stands, and all that can be done with one or several.
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { CalendarClock20Regular } from '@fluentui/react-icons/svg/calendar-clock';
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { PlayMultiple16Regular } from '@fluentui/react-icons/svg/play-multiple';
import { Send24Regular } from '@fluentui/react-icons/svg/send';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Export } from '../api/export-calls.ts';
import { exportsQuery } from '../api/lists.ts';
import { useMay } from '../api/session.ts';
import { DataList } from '../ui/data-list.tsx';
import { useFormat } from '../ui/format.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { useConnectionName, useExportColumns } from './exports/columns.tsx';
import { ExportPane } from './exports/export-pane.tsx';
import { RunAllDialog } from './exports/run-all-dialog.tsx';
import { SchedulePane } from './exports/schedule-pane.tsx';
import { useExportActions, useRunExport } from './exports/use-export-actions.tsx';
import { useEditable } from './exports/use-export-data.ts';

const rowId = ({ id }: Export) => id;
const rowName = ({ name }: Export) => name;

export function Exports() {
  const { t } = useTranslation(['exports', 'common']);
  const may = useMay();
  const navigate = useNavigate();
  const list = useQuery(exportsQuery);
  const editable = useEditable();
  const [adding, setAdding] = useState(false);
  const [runningAll, setRunningAll] = useState(false);
  const [scheduling, setScheduling] = useState(false);
  const [saved, setSaved] = useState<Export | null>(null);
  const [ids, setIds] = useState<Set<string>>(new Set());
  const actions = useExportActions(setSaved);
  const columns = useExportColumns();
  const nameOf = useConnectionName();
  const search = useMemo(() => (item: Export) => `${item.name} ${nameOf(item) ?? ''} Omnisend`, [nameOf]);
  const chosen = (list.data ?? []).filter((item) => ids.has(item.id) && editable(item));
  const mayChange = may('exports.create');
  const add = mayChange ? (
    <Button appearance="primary" icon={<Add20Regular />} onClick={() => setAdding(true)}>
      {t('addDestination')}
    </Button>
  ) : null;
  const some = (list.data?.length ?? 0) > 0;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          mayChange ? (
            <>
              {some ? (
                <Button icon={<PlayMultiple16Regular />} onClick={() => setRunningAll(true)}>
                  {t('runAll')}
                </Button>
              ) : null}
              {add}
            </>
          ) : null
        }
      />
      {saved === null ? null : <SavedBar item={saved} onClose={() => setSaved(null)} />}
      <DataList
        label={t('title')}
        columns={columns}
        list={list}
        rowId={rowId}
        rowName={rowName}
        search={search}
        actions={actions.actionsOf}
        onOpen={({ id }) => navigate({ to: '/exports/$id', params: { id } })}
        sorted={{ column: 'name', descending: false }}
        {...(mayChange ? { selection: { ids, onChange: setIds } } : {})}
        toolbar={
          chosen.length === 0 ? undefined : (
            <Button icon={<CalendarClock20Regular />} onClick={() => setScheduling(true)}>
              {t('scheduleAction')}
            </Button>
          )
        }
        empty={{
          title: t('emptyTitle'),
          text: t(mayChange ? 'emptyText' : 'emptyTextViewer'),
          icon: <Send24Regular />,
          action: add,
        }}
      />
      {actions.panes}
      {adding ? (
        <ExportPane
          id={null}
          onClose={() => setAdding(false)}
          onSaved={(item) => {
            setAdding(false);
            setSaved(item);
          }}
        />
      ) : null}
      {scheduling ? <SchedulePane items={chosen} onClose={() => setScheduling(false)} /> : null}
      {runningAll ? <RunAllDialog exports={list.data ?? []} onClose={() => setRunningAll(false)} /> : null}
    </>
  );
}

/** Saving does not run an export: when it will, and what to do for it to run now. */
function SavedBar({ item, onClose }: { item: Export; onClose: () => void }) {
  const { t } = useTranslation(['exports', 'common']);
  const format = useFormat();
  const navigate = useNavigate();
  const run = useRunExport();
  const { schedule, nextRunAt } = item;
  const when = nextRunAt
    ? t('runsNextAt', { at: format.dateTime(nextRunAt) })
    : t(schedule.mode === 'off' ? 'runsWhenTold' : 'runsWithNoRefreshYet');
  return (
    <MessageBar intent="success" layout="multiline" role="status">
      <MessageBarBody>
        <MessageBarTitle>{t('savedTitle', { name: item.name })}</MessageBarTitle>
        {t('savedNotRun')} {when}
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button
            appearance="transparent"
            aria-label={t('common:close')}
            icon={<Dismiss20Regular />}
            onClick={onClose}
          />
        }
      >
        <Button onClick={() => navigate({ to: '/exports/$id', params: { id: item.id } })}>
          {t('seePlan')}
        </Button>
        <Button disabled={run.isPending} onClick={() => run.mutate({ id: item.id })}>
          {t('runNow')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
