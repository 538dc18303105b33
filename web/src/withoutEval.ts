/** zod compiles what it validates with unless it is told not to, and the page's policy allows no code made of text. */

import { config } from "zod/v4";

config({ jitless: true });
