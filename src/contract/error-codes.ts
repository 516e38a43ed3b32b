// Every code that an answer, a run, a task or the command line can carry. `docs/error-codes.md` lists the same
// codes, and a test keeps the two equal. `passing`: the next try may succeed without anybody doing anything.

export type ErrorCodeFacts = { status: number; title: string; action: string; passing: boolean };

const code = (status: number, title: string, action: string, passing = false): ErrorCodeFacts => ({
  status,
  title,
  action,
  passing,
});

export const errorCodes = {
  // Requests to Segue
  badRequest: code(
    400,
    'The request is not valid',
    'Correct the fields listed under errors and send it again.',
  ),
  unauthenticated: code(401, 'Not signed in', 'Sign in, or send a valid token as "Authorization: Bearer …".'),
  wrongCredentials: code(401, 'E-mail or password is wrong', 'Check both and try again.'),
  forbidden: code(403, 'Not allowed', 'Ask an administrator for the role that this needs.'),
  foreignOrigin: code(
    403,
    'The call came from another site',
    'Use the app on its own address, or a bearer token.',
  ),
  notFound: code(404, 'Not found', 'Check the id; it may have been removed.'),
  conflict: code(409, 'In the way of something else', 'Resolve what the detail names, then try again.'),
  changedMeanwhile: code(
    412,
    'Somebody else changed it in the meantime',
    'Look at how it stands now, put your change on top of that, and save again.',
  ),
  applyActive: code(
    409,
    'Somebody else is applying a configuration file',
    'Wait until that has ended, then apply yours: it is compared with how things stand then.',
    true,
  ),
  bodyTooLarge: code(413, 'The request is too large', 'Send less at once.'),
  tooManyAttempts: code(429, 'Too many attempts', 'Wait a minute, then try again.', true),
  accountLocked: code(
    423,
    'The account is locked after too many wrong passwords',
    'Wait until the time that the detail names, or ask an administrator to unlock the account.',
    true,
  ),
  accountDisabled: code(403, 'The account is disabled', 'Ask an administrator to enable it again.'),
  providerUnreachable: code(
    502,
    'The sign-in provider does not answer',
    'Try again in a moment; if it stays, check SEGUE_OIDC_ISSUER and the network of the server.',
    true,
  ),
  providerRefused: code(
    403,
    'The sign-in provider did not confirm who you are',
    'Try again; if it stays, ask who looks after the provider, and look into the log at this time.',
  ),
  signInInterrupted: code(
    400,
    'The sign-in was not finished',
    'Start again from the sign-in page, in the same browser, and finish within ten minutes.',
  ),
  noGroup: code(
    403,
    'None of your groups may use Segue',
    'Ask an administrator to put you into a group that SEGUE_OIDC_ADMINISTRATORS, _CONTRIBUTORS or _VIEWERS names.',
  ),
  addressTaken: code(
    409,
    'Another user has your e-mail address, or the provider names none',
    'Ask an administrator to change or remove that user, or who looks after the provider to confirm your address.',
  ),
  confirmationMissing: code(
    403,
    'You did not confirm it yourself just now',
    'Start the confirmation again, and sign in anew as yourself when the provider asks.',
  ),
  alreadySetUp: code(409, 'This installation has an administrator already', 'Sign in instead.'),
  wrongSetUpCode: code(
    403,
    'The set-up code is wrong',
    'Use the code that the server printed when it started.',
  ),
  internal: code(
    500,
    'Something unexpected went wrong',
    'Try again; if it stays, look into the log at this time.',
    true,
  ),
  // Configuration and the machine
  configInvalid: code(
    500,
    'The configuration is not valid',
    'Correct the environment variable that the detail names.',
  ),
  dataDirInUse: code(
    500,
    'The data directory is in use',
    'Stop the other Segue process, or give this one its own SEGUE_DATA_DIR.',
  ),
  diskFull: code(
    507,
    'The disk is full',
    'Free space on the disk that holds the data directory; the next run continues.',
    true,
  ),
  databaseUnreachable: code(
    503,
    'The control database does not answer',
    'Check DATABASE_URL and that PostgreSQL is running.',
    true,
  ),
  serverUnreachable: code(
    503,
    'The Segue server does not answer',
    'Start it with "segue start", or set SEGUE_URL.',
    true,
  ),
  secretKeyWrong: code(
    500,
    'A stored secret cannot be decrypted',
    'Start with the SEGUE_SECRET_KEY (or secret.key file) it was stored with.',
  ),
  // Sources
  fileMissing: code(422, 'The file is not there', 'Put it into an import folder, or correct the path.'),
  fileOutside: code(
    422,
    'The path leads outside the import folders',
    'Use a file inside one of SEGUE_IMPORT_DIRS.',
  ),
  fileUnreadable: code(422, 'The file cannot be read', 'Give the Segue process the right to read it.'),
  folderNotWritable: code(
    500,
    'The import folder cannot be written to',
    'Give the Segue process the right to write to the first of SEGUE_IMPORT_DIRS, or put the file there.',
  ),
  fileEmpty: code(
    422,
    'The file is empty',
    'Export the data again; a header line and at least one row are needed.',
  ),
  fileNotTabular: code(
    422,
    'The file is not a table that Segue can read',
    'Use CSV, TSV, JSON lines or Parquet.',
  ),
  columnMissing: code(
    422,
    'A column is missing',
    'Correct the column name, or export the file again with it.',
  ),
  columnType: code(
    422,
    'A column does not have the type that was set for it',
    'Correct the type override, or the values named.',
  ),
  keyEmpty: code(
    422,
    'Some rows have no customer id',
    'Every profile needs an id: correct the rows named, or choose another key.',
  ),
  keyDuplicate: code(
    422,
    'Some customer ids occur more than once',
    'Each profile is one row: correct the rows named, or choose another key.',
  ),
  snapshotCorrupt: code(500, 'A snapshot cannot be read', 'Refresh its source; Segue will write a new one.'),
  notIngested: code(409, 'The table has not been read yet', 'Refresh its source first.'),
  // Segments
  ruleInvalid: code(422, 'A rule is not valid', 'Correct the places in the rules listed under errors.'),
  ruleTypeMismatch: code(
    422,
    'A value in the data does not fit the rule',
    'Use an operator that fits the column, or set the type of the column.',
  ),
  // Connections and exports
  consentMissing: code(
    422,
    'Consent is missing',
    'Read the data privacy text (GET /api/consent) and send consent: {"accepted": true} with its version.',
  ),
  omnisendKeyWrong: code(
    422,
    'Omnisend does not accept the API key',
    'Make a key under Store settings > API keys in Omnisend and put it into the connection.',
  ),
  omnisendKeyScope: code(
    422,
    'The API key may not do this',
    'Give the key the scopes contacts and brands (read and write) in Omnisend.',
  ),
  keyMissing: code(
    422,
    'The API key is not where the connection reads it',
    'Put the key there, or give the connection another place or the key itself.',
  ),
  keyUnavailable: code(
    503,
    'The place of the API key does not answer',
    'Check the key vault and the network of the server; the next run tries again.',
    true,
  ),
  keyOfOtherBrand: code(
    409,
    'The API key belongs to another Omnisend account',
    'Put a key of the account that the connection was made for where it is read, or make a new connection.',
  ),
  omnisendVersionRetired: code(502, 'Omnisend has retired this API version', 'Update Segue.'),
  omnisendUnreachable: code(
    502,
    'Omnisend does not answer',
    'Check the network of the server and status.omnisend.com; the next run tries again.',
    true,
  ),
  omnisendBusy: code(
    503,
    'Omnisend refuses more requests for now',
    'Wait, or lower the rateShare of the connection if other integrations need the limit.',
    true,
  ),
  omnisendRefused: code(502, 'Omnisend refused a request', 'See the detail for its own words.'),
  connectionMissing: code(409, 'The export has no connection', 'Choose a connection for the export.'),
  connectionRemoved: code(409, 'The connection was removed', 'Choose another connection for the export.'),
  exportUserMissing: code(
    409,
    'The connection has no export user',
    'An administrator opens the connection and chooses "Add yourself as export user".',
  ),
  segmentMissing: code(
    409,
    'A segment of the export is missing or inactive',
    'Choose other segments for the export, or activate it.',
  ),
  mappingInvalid: code(
    422,
    'The mapping does not fit the profiles',
    'Map the fields listed under errors to columns that the profile table has.',
  ),
  membershipNameTaken: code(
    422,
    'Two segments would share a tag',
    'Give one of them another name under membership.names.',
  ),
  webhookPrivate: code(
    422,
    'The address of the webhook lies in a private network',
    'Use an address on the internet, or start Segue with SEGUE_WEBHOOK_PRIVATE=allow.',
  ),
  // Runs
  runActive: code(409, 'The export is already running', 'Wait for the run to end, or cancel it.'),
  limitExceeded: code(
    422,
    'More contacts than the connection allows',
    'Raise maxProfilesPerExport of the connection, or choose smaller segments.',
  ),
  consentMoved: code(
    409,
    'A contact who had unsubscribed was changed by an upsert',
    'Tell Omnisend support and Segue; nothing else was sent. Unmap emailStatus if it is mapped.',
  ),
  propertiesReplaced: code(
    409,
    'Omnisend replaces custom properties instead of adding to them',
    'Remove the custom properties from the mapping (use tags for membership), cancel this run and start again.',
  ),
  heldUnusual: code(
    409,
    'The run would do unusually much',
    'Look at its plan; confirm the run if that is what you want, or cancel it. The limits can be changed in the export.',
  ),
  heldQuietStart: code(
    409,
    'The quiet start waits for a look',
    'Look in Omnisend at the contacts that have arrived, then confirm the run to go on, or cancel it.',
  ),
  planCorrupt: code(
    500,
    'The plan file of the run cannot be read',
    'Start the export again; it makes a new plan.',
  ),
  ledgerCorrupt: code(
    500,
    'The ledger of the export cannot be read',
    'Run the export with mode "full"; Segue builds a new ledger.',
  ),
  verifyIncomplete: code(
    502,
    'Omnisend gave no answer about some contacts',
    'Start the export again: they are sent again.',
    true,
  ),
  takeBackIncomplete: code(
    502,
    'Not everything could be taken back',
    'Remove the export again with taking back, which goes on with what is left, or without.',
  ),
  taskCanceled: code(409, 'It was canceled', 'Start the refresh again if that was not intended.'),
  runAbandoned: code(
    500,
    'The run was interrupted too often',
    'Look into the log for the cause, then start the export again.',
  ),
} as const satisfies Record<string, ErrorCodeFacts>;

export type ErrorCode = keyof typeof errorCodes;
