#!/usr/bin/env node
import { startProgram } from '#program/command.ts';
import { interruption } from '#program/interruption.ts';
import { verify } from './verify.ts';

// A program that the kubeconfig has run for credentials may go on for ever; its end is not waited for.
void startProgram(import.meta.url, (argv, terminal) => verify(argv, terminal, interruption)).then(() => process.exit());
