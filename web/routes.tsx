// Every address of the app and the page behind it. Each page is a file of its own in pages/, loaded when it is needed.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ProblemError } from './api/problem-error.ts';
import { queries } from './api/queries.ts';
import { sessionQuery } from './api/session.ts';
import { withWords } from './i18n/language.ts';
import { Broken, NotFound } from './ui/broken.tsx';
import { Shell } from './ui/shell.tsx';

const root = createRootRoute({ notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { returnTo?: string; problem?: string } => ({
    ...(isOwnPath(search.returnTo) ? { returnTo: search.returnTo } : {}),
    ...(typeof search.problem === 'string' ? { problem: search.problem } : {}),
  }),
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignIn'),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyRouteComponent(() => import('./pages/set-up.tsx'), 'SetUp'),
});

/** Pages of several parts show the one that the address names. */
const validateTab = (search: Record<string, unknown>): { tab?: string } =>
  typeof search.tab === 'string' ? { tab: search.tab } : {};

/** Only a path of this app: an address elsewhere would make the sign-in page a springboard. */
function isOwnPath(path: unknown): path is string {
  return typeof path === 'string' && /^\/(?![/\\])/.test(path);
}

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  async beforeLoad({ location }) {
    try {
      await queries.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'unauthenticated') throw error;
      const returnTo = location.href;
      throw redirect({ to: '/sign-in', search: returnTo === '/' ? {} : { returnTo } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home.tsx'), 'Home'),
});
const firstUse = createRoute({
  getParentRoute: () => shell,
  path: '/first-use',
  component: lazyRouteComponent(() => withWords(import('./pages/first-use.tsx')), 'FirstUse'),
});
const sources = createRoute({
  getParentRoute: () => shell,
  path: '/sources',
  component: lazyRouteComponent(() => withWords(import('./pages/sources.tsx')), 'Sources'),
});
const table = createRoute({
  getParentRoute: () => shell,
  path: '/tables/$name',
  component: lazyRouteComponent(() => withWords(import('./pages/table.tsx')), 'TablePage'),
});
const segments = createRoute({
  getParentRoute: () => shell,
  path: '/segments',
  component: lazyRouteComponent(() => withWords(import('./pages/segments.tsx')), 'Segments'),
});
const newSegment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/new',
  component: lazyRouteComponent(() => withWords(import('./pages/segment-builder.tsx')), 'NewSegment'),
});
const segment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$id',
  /** Of the refresh that has just been started. */
  validateSearch: (search: Record<string, unknown>): { task?: string } =>
    typeof search.task === 'string' ? { task: search.task } : {},
  component: lazyRouteComponent(() => withWords(import('./pages/segment.tsx')), 'SegmentPage'),
});
const editSegment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$id/edit',
  component: lazyRouteComponent(() => withWords(import('./pages/segment-builder.tsx')), 'EditSegment'),
});
const exports = createRoute({
  getParentRoute: () => shell,
  path: '/exports',
  component: lazyRouteComponent(() => withWords(import('./pages/exports.tsx')), 'Exports'),
});
const exportPage = createRoute({
  getParentRoute: () => shell,
  path: '/exports/$id',
  component: lazyRouteComponent(() => withWords(import('./pages/export.tsx')), 'ExportPage'),
});
const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id',
  component: lazyRouteComponent(() => withWords(import('./pages/run.tsx')), 'RunPage'),
});
const connections = createRoute({
  getParentRoute: () => shell,
  path: '/admin/connections',
  component: lazyRouteComponent(() => withWords(import('./pages/connections.tsx')), 'Connections'),
});
const connection = createRoute({
  getParentRoute: () => shell,
  path: '/admin/connections/$id',
  component: lazyRouteComponent(() => withWords(import('./pages/connection.tsx')), 'ConnectionPage'),
});
const consents = createRoute({
  getParentRoute: () => shell,
  path: '/admin/connections/consents',
  component: lazyRouteComponent(() => withWords(import('./pages/consents.tsx')), 'Consents'),
});
const permissions = createRoute({
  getParentRoute: () => shell,
  path: '/admin/permissions',
  validateSearch: validateTab,
  component: lazyRouteComponent(() => withWords(import('./pages/permissions.tsx')), 'Permissions'),
});
const system = createRoute({
  getParentRoute: () => shell,
  path: '/admin/system',
  validateSearch: validateTab,
  component: lazyRouteComponent(() => withWords(import('./pages/system.tsx')), 'System'),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/admin/audit',
  component: lazyRouteComponent(() => withWords(import('./pages/audit.tsx')), 'Audit'),
});
const profile = createRoute({
  getParentRoute: () => shell,
  path: '/profile',
  component: lazyRouteComponent(() => withWords(import('./pages/profile.tsx')), 'Profile'),
});

const tree = root.addChildren([
  signIn,
  setUp,
  shell.addChildren([
    home,
    firstUse,
    sources,
    table,
    segments,
    newSegment,
    segment,
    editSegment,
    exports,
    exportPage,
    run,
    connections,
    connection,
    consents,
    permissions,
    system,
    audit,
    profile,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
