/** zod compiles what it validates with, unless it is told not to; the page's policy allows no code that is made of text. */

import { config } from "zod/v4";

config({ jitless: true });
