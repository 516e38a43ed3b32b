// Names and places for the sample customers. The mail domains are reserved for examples (RFC 2606).

type Listed = readonly [string, ...string[]];
type Places = readonly [readonly [string, string], ...(readonly [string, string])[]];

export const firstNames: Record<'SE' | 'GB', Record<'f' | 'm', Listed>> = {
  SE: {
    f: [
      'Åsa',
      'Anna',
      'Astrid',
      'Elin',
      'Görel',
      'Ingrid',
      'Karin',
      'Linnéa',
      'Maja',
      'Sofia',
      'Wilma',
      'Ylva',
    ],
    m: [
      'Anders',
      'Åke',
      'Björn',
      'Erik',
      'Göran',
      'Håkan',
      'Johan',
      'Jörgen',
      'Lars',
      'Nils',
      'Örjan',
      'Sven',
    ],
  },
  GB: {
    f: [
      'Alice',
      'Amelia',
      'Charlotte',
      'Chloë',
      'Emily',
      'Grace',
      'Isla',
      'Olivia',
      'Poppy',
      'Siân',
      'Sophie',
      'Zoë',
    ],
    m: [
      'Arthur',
      'Benjamin',
      'Daniel',
      'George',
      'Harry',
      'Jack',
      'James',
      'Leo',
      'Oliver',
      'Rhys',
      'Seán',
      'William',
    ],
  },
};

export const lastNames: Record<'SE' | 'GB', Listed> = {
  SE: [
    'Åberg',
    'Andersson',
    'Bergström',
    'Björk',
    'Ek',
    'Engström',
    'Gustafsson',
    'Håkansson',
    'Lindqvist',
    'Nyström',
    'Öberg',
    'Sjögren',
  ],
  GB: [
    'Bennett',
    'Clarke',
    'Evans',
    'Hughes',
    'Khan',
    'MacLeod',
    "O'Brien",
    'Patel',
    'Smith-Jones',
    'Taylor',
    'Walker',
    'Wright',
  ],
};

export const cities: Record<'SE' | 'GB', Places> = {
  SE: [
    ['Stockholm', '111 29'],
    ['Göteborg', '411 03'],
    ['Malmö', '211 20'],
    ['Umeå', '903 26'],
    ['Västerås', '722 11'],
    ['Örebro', '702 10'],
  ],
  GB: [
    ['London', 'N1 9GU'],
    ['Manchester', 'M1 2WD'],
    ['Edinburgh', 'EH1 1YZ'],
    ['Bristol', 'BS1 4DJ'],
    ['Leeds', 'LS1 5AA'],
    ['Cardiff', 'CF10 1EP'],
  ],
};

export const streets: Record<'SE' | 'GB', Listed> = {
  SE: ['Björkvägen', 'Drottninggatan', 'Ängsvägen', 'Kungsgatan', 'Storgatan', 'Vasagatan'],
  GB: ['Church Lane', 'High Street', 'Mill Road', "Queen's Parade", 'Station Road', 'Victoria Street'],
};

export const domains: Listed = ['example.com', 'example.net', 'example.org', 'mail.example', 'shop.example'];
