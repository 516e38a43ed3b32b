// Step 2: a segment, chosen from a few that the columns suggest; each says how many customers it has.
import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schemas } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import type { TableInfo } from '../sources/queries.ts';
import { useStyles as useTextStyles } from './customers.tsx';
import type { FirstUseState } from './state.ts';
import { suggestMapping } from './suggest-mapping.ts';

type Idea = { id: string; name: string; group: Schemas['Group'] };
type Part = Schemas['Group'] extends infer G ? (G extends { all: (infer P)[] } ? P : never) : never;

const useStyles = makeStyles({
  ideas: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 300px), 1fr))',
    gap: tokens.spacingHorizontalM,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  idea: {
    width: '100%',
    height: '100%',
    minHeight: '72px',
    justifyContent: 'flex-start',
    textAlign: 'start',
  },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, minWidth: 0 },
  name: { overflowWrap: 'anywhere' },
  count: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightRegular,
    fontVariantNumeric: 'tabular-nums',
  },
  link: { color: tokens.colorBrandForegroundLink },
});

export function Segment({ state }: { state: FirstUseState }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation('firstUse');
  const queries = useQueryClient();
  const { profiles, segments, tables } = state;
  const ideas = useIdeas(profiles, tables);
  const create = useMutation({
    async mutationFn({ name, group }: Idea) {
      const body = { name, type: 'dynamic' as const, rules: [{ where: group }] };
      const { id } = await ask(api.POST('/api/segments', { body }));
      await ask(api.POST('/api/segments/{id}/refresh', { params: { path: { id } } }));
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['segments'] }),
        queries.invalidateQueries({ queryKey: ['tasks'] }),
      ]),
  });
  if (segments.length > 0) {
    return (
      <ul className={text.list}>
        {segments.slice(0, 5).map(({ id, name }) => (
          <li key={id}>
            <Link to="/segments/$id" params={{ id }} className={styles.link}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <p className={text.text}>{t('segmentText')}</p>
      <ul className={styles.ideas} aria-label={t('suggestions')}>
        {ideas.map((idea) => (
          <li key={idea.id}>
            <IdeaButton idea={idea} disabled={create.isPending} onChoose={() => create.mutate(idea)} />
          </li>
        ))}
      </ul>
      <ProblemBar problem={create.error} />
      <Link to="/segments/new" className={styles.link}>
        {t('ownRule')}
      </Link>
    </>
  );
}

type IdeaProps = { idea: Idea; disabled: boolean; onChoose: () => void };

function IdeaButton({ idea, disabled, onChoose }: IdeaProps) {
  const styles = useStyles();
  const { t } = useTranslation('firstUse');
  const format = useFormat();
  const preview = useQuery({
    queryKey: ['segments', 'preview', idea.group],
    queryFn: () => ask(api.POST('/api/segments/preview', { body: { rules: [{ where: idea.group }] } })),
  });
  const count = preview.data?.count;
  return (
    <Button className={styles.idea} disabled={disabled} onClick={onChoose}>
      <span className={styles.words}>
        <span className={styles.name}>{idea.name}</span>
        <span className={styles.count}>
          {count === undefined ? (
            preview.isPending ? (
              <Spinner size="extra-tiny" />
            ) : null
          ) : (
            t('people', { count, formatted: format.number(count) })
          )}
        </span>
      </span>
    </Button>
  );
}

/** Everybody who can be written to; and of these, those for whom one more thing is true. */
function useIdeas(profiles: TableInfo | undefined, tables: TableInfo[]): Idea[] {
  const { t } = useTranslation('firstUse');
  const columns = profiles?.columns ?? [];
  const { email, country } = suggestMapping(columns.map(({ name }) => name));
  const values = useQuery({
    queryKey: ['tables', profiles?.name, 'values', country],
    queryFn: () =>
      ask(
        api.GET('/api/tables/{name}/values', {
          params: { path: { name: profiles?.name ?? '' }, query: { column: country ?? '', limit: 1 } },
        }),
      ),
    enabled: profiles !== undefined && country !== undefined,
  });
  if (profiles === undefined) return [];
  const reachable: Part[] = email === undefined ? [] : [{ attribute: email, op: 'isNotEmpty' }];
  const ideas: Idea[] = [
    email === undefined
      ? {
          id: 'all',
          name: t('everybody'),
          group: { all: [{ attribute: profiles.idColumn, op: 'isNotEmpty' }] },
        }
      : { id: 'email', name: t('withEmail'), group: { all: reachable } },
  ];
  const flag = columns.find(({ type }) => type === 'boolean')?.name;
  const flagIs: Part[] = flag === undefined ? [] : [{ attribute: flag, op: 'isTrue' }];
  if (flag !== undefined)
    ideas.push({
      id: 'flag',
      name: t('whereTrue', { column: flag }),
      group: { all: [...reachable, ...flagIs] },
    });
  const from = values.data?.items[0];
  if (country !== undefined && typeof from === 'string') {
    const isFrom: Part = { attribute: country, op: 'eq', value: from };
    ideas.push({
      id: 'country',
      name: t('whereFrom', { value: from }),
      group: { all: [...reachable, isFrom] },
    });
  }
  const related = tables.find(({ kind }) => kind === 'related')?.name;
  if (related !== undefined) {
    const has: Part = { table: related };
    ideas.push({
      id: 'related',
      name: t('whereHas', { table: related }),
      group: { all: [...reachable, has] },
    });
  }
  return ideas;
}
