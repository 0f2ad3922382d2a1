/*
 * Projects and targets as Nx knows them, as far as they are used here. Those of @nx/devkit compile only where `skipLibCheck` is set; that
 * these fit is a test.
 */

export interface Project {
  name: string;
  root: string;
  projectType: 'application' | 'library';
  tags: string[];
  implicitDependencies?: string[];
  namedInputs: Record<string, string[]>;
  targets: Record<string, Target>;
}

export interface Target {
  executor: string;
  cache: boolean;
  inputs: Input[];
  outputs?: string[];
  parallelism?: boolean;
  options: { command: string };
}

export type Input = string | { runtime: string } | { env: string } | { externalDependencies: string[] };
