import { createHashRouter, Navigate, type RouteObject } from 'react-router';
import { useSession } from '../../modules/access/desk/session.tsx';
import { Broken } from './Broken.tsx';
import { Entrance } from './Entrance.tsx';
import { homeOf } from './menu.ts';
import { Shell } from './Shell.tsx';

function Home() {
  return <Navigate to={homeOf(useSession())} replace />;
}

/** A page that is fetched when someone goes there. */
function page(path: string, load: () => Promise<{ default: () => React.ReactNode }>): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).default }) };
}

export const router = createHashRouter([
  {
    element: <Entrance />,
    errorElement: <Broken />,
    HydrateFallback: () => null,
    children: [
      page('screen', () => import('./BigScreen.tsx')),
      {
        element: <Shell />,
        children: [
          {
            errorElement: <Broken />,
            children: [
              { index: true, element: <Home /> },
              page('overview', () => import('./Overview.tsx')),
              page('records', () => import('./Records.tsx')),
              page('drill', () => import('./Drill.tsx')),
              page('fevers', () => import('./Fevers.tsx')),
              page('delivery', () => import('./Delivery.tsx')),
              page('lists', () => import('./Lists.tsx')),
              page('lists/:id', () => import('./OneList.tsx')),
              page('rows', () => import('./Rows.tsx')),
              page('rows/:id', () => import('./OneRow.tsx')),
              page('tray', () => import('./Tray.tsx')),
              page('decide', () => import('./Decide.tsx')),
              page('people', () => import('./People.tsx')),
              page('people/:id', () => import('./OnePerson.tsx')),
              page('mine', () => import('./Mine.tsx')),
              page('response', () => import('./Response.tsx')),
              page('directives', () => import('./Directives.tsx')),
              page('directives/:id', () => import('./OneDirective.tsx')),
              page('tasks', () => import('./Tasks.tsx')),
              page('duty', () => import('./Duty.tsx')),
              page('directory', () => import('./Directory.tsx')),
              page('inbox', () => import('../../modules/notify/desk/Inbox.tsx')),
              page('channels', () => import('./Channels.tsx')),
              page('imports', () => import('./Imports.tsx')),
              page('imports/held', () => import('./HeldRows.tsx')),
              page('imports/:id', () => import('./OneImport.tsx')),
              page('reports', () => import('./Reports.tsx')),
              page('reports/:id', () => import('./OneReport.tsx')),
              page('definitions', () => import('./Definitions.tsx')),
              page('accounts', () => import('../../modules/access/desk/Accounts.tsx')),
              page('units', () => import('../../modules/access/desk/Units.tsx')),
              page('posts', () => import('./Posts.tsx')),
              page('devices', () => import('../../modules/access/desk/Devices.tsx')),
              page('sessions', () => import('../../modules/access/desk/Sessions.tsx')),
              page('log', () => import('../../modules/access/desk/AccessLog.tsx')),
              { path: '*', element: <Home /> },
            ],
          },
        ],
      },
    ],
  },
]);
