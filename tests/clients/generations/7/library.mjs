/** What this generation's packages export. */

export * as hooks from "@ai-sdk/react";
export * as ai from "ai";
