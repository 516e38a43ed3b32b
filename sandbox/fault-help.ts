/** The language of `--fail`, as shown on the command line; `README.md` says the same at more length. */
export const faultHelp = `RULE is KIND[:PARAMETER,…][@[METHOD ]/ENDPOINT], for example "503:at=10-15" or "500:every=20@POST /batches".

Kinds for a request (of every endpoint, unless limited with @; /batches* takes in what lies below it):
  400 … 599    answers this status; 502, 504 and 520 to 529 as an HTML page, as an edge server does
  drop         breaks the connection before answering
  hang         never answers
  slow         answers after ms=…
  truncate     carries it out, then breaks the connection in the middle of the answer
  400-batch    refuses a whole batch
  stopped      the batch ends as "stopped"; with applied, after half of its items
  gone         the batch is accepted, then unknown and in no list
  pending      the batch never leaves "pending"
Kinds for an item of a batch:
  item         the item is rejected
  drop-item    the item gets no verdict and is not applied; with silent, the counts claim it was
  drop-field   the item is accepted without field=…, and nobody is told
Mixed:
  chaos        with the chance p=… one of kinds=… (joined with +) befalls a request:
               500 503 524 524-applied drop drop-applied 429 slow stopped gone pending pending-applied hang truncate
               (when kinds is left out: all but the last four)
When (all that are given must hold; counted per rule, from 1, among what the rule is about):
  every=N      each N-th            at=N, at=N-M, at=N+M   these
  after=N      all after the N-th   times=N                at most N times
  p=0.05       by chance, seed=N    email=TEXT             an address in it contains TEXT
How:
  applied      it is carried out all the same (with a status, drop, hang, stopped, gone, pending)
  retryAfter=N seconds, in the body of a 429; retryAfter=none leaves it out
  ms=N, field=NAME, silent, kinds=A+B, seed=N`;
