#!/usr/bin/env node
import { startProgram } from '#program/command.ts';
import { interruption } from '#program/interruption.ts';
import { verify } from './verify.ts';

// The process ends here even if a program that the kubeconfig started for credentials still runs.
void startProgram(import.meta.url, (argv, terminal) => verify(argv, terminal, interruption)).then(() => process.exit());
