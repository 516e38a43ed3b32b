// The pane to add or edit a source: its files, uploaded or already on the server, and what each of them holds.
import { Button, Input } from '@fluentui/react-components';
import { DocumentAdd20Regular } from '@fluentui/react-icons/svg/document-add';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, ifMatch, type Schemas } from '../../api/client.ts';
import { FormField } from '../../ui/form-field.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { filesQuery, tablesQuery } from './queries.ts';
import { type Draft, draftOfFile, draftOfSource, isComplete, namesTwice, tableOf } from './source-form.ts';
import { TableFields } from './table-fields.tsx';
import { UploadDrop } from './upload-drop.tsx';
import { UploadList } from './upload-list.tsx';
import { useUploads } from './use-uploads.ts';

export type Editing = { source: Schemas['Source']; tag: string | null };

type Props = {
  /** Null for a new one. */
  editing: Editing | null;
  onClose: () => void;
  /** With the task that reads its files. */
  onSaved: (source: Schemas['Source'], taskId: string) => void;
};

export function SourcePane({ editing, onClose, onSaved }: Props) {
  const { t } = useTranslation('sources');
  const tables = useQuery(tablesQuery).data ?? [];
  const files = useQuery(filesQuery).data ?? [];
  const columnsOf = (name: string) =>
    tables.find((table) => table.name === name)?.columns.map((column) => column.name) ?? [];
  const [draft, setDraft] = useState<Draft>(() =>
    editing === null ? { name: '', tables: [] } : draftOfSource(editing.source, columnsOf),
  );
  const [dirty, setDirty] = useState(false);
  const change = (next: (draft: Draft) => Draft) => {
    setDirty(true);
    setDraft(next);
  };
  const addFile = (id: string, path: string, columns: string[]) =>
    change((now) => {
      const known = now.tables.find((table) => table.path === path);
      // A newer version of a file that is in the form already.
      if (known !== undefined)
        return { ...now, tables: now.tables.map((one) => (one === known ? { ...one, columns } : one)) };
      const wanted = ![...tables, ...now.tables].some(({ kind }) => kind === 'profiles');
      const table = draftOfFile(id, path, columns, wanted);
      return { name: now.name || table.name, tables: [...now.tables, table] };
    });
  const sending = useUploads(addFile);
  const save = useSave(editing, onSaved);
  const twice = namesTwice(draft);
  const addEmpty = () => addFile(`typed-${draft.tables.length}-${Date.now()}`, '', []);
  return (
    <SidePane
      open
      wide
      title={editing === null ? t('addSource') : t('editSource', { name: editing.source.name })}
      onClose={onClose}
      onSave={() => save.mutate(draft)}
      saveLabel={t('saveAndRead')}
      saveDisabled={!isComplete(draft) || twice.size > 0 || sending.isSending}
      busy={save.isPending}
      dirty={dirty || sending.isSending}
      problem={save.error}
    >
      <UploadDrop primary={draft.tables.length === 0} onFiles={sending.add}>
        <Button icon={<DocumentAdd20Regular />} onClick={addEmpty}>
          {t('fileOnServer')}
        </Button>
      </UploadDrop>
      <UploadList uploads={sending.uploads} onDrop={sending.drop} onAgain={sending.again} />
      {draft.tables.map((table, index) => (
        <TableFields
          key={table.id}
          table={table}
          index={index}
          problem={save.error}
          twice={twice.has(table.name.trim().toLowerCase())}
          files={files.map(({ name }) => name)}
          onChange={(part) =>
            change((now) => ({
              ...now,
              tables: now.tables.map((one) => (one.id === table.id ? { ...one, ...part } : one)),
            }))
          }
          onRemove={() =>
            change((now) => ({ ...now, tables: now.tables.filter(({ id }) => id !== table.id) }))
          }
        />
      ))}
      <FormField label={t('sourceName')} hint={t('sourceNameHint')} required name="name" problem={save.error}>
        <Input value={draft.name} onChange={(_, { value }) => change((now) => ({ ...now, name: value }))} />
      </FormField>
    </SidePane>
  );
}

function useSave(editing: Editing | null, onSaved: Props['onSaved']) {
  const queries = useQueryClient();
  return useMutation({
    async mutationFn(draft: Draft) {
      const body = { name: draft.name.trim(), type: 'file' as const, tables: draft.tables.map(tableOf) };
      const source =
        editing === null
          ? await ask(api.POST('/api/sources', { body }))
          : await ask(
              api.PATCH('/api/sources/{id}', {
                params: { path: { id: editing.source.id } },
                headers: ifMatch(editing.tag),
                body,
              }),
            );
      const path = { id: source.id };
      return { source, task: await ask(api.POST('/api/sources/{id}/refresh', { params: { path } })) };
    },
    onSuccess({ source, task }) {
      void queries.invalidateQueries({ queryKey: ['sources'] });
      void queries.invalidateQueries({ queryKey: ['tables'] });
      onSaved(source, task.id);
    },
  });
}
