// RUN: not ttmlir-opt --sdy-per-instruction-partitioning="filter=selectLast=1" %s 2>&1 | FileCheck %s

// CHECK: filter must be names, selectLow=N and selectHigh=N, got 'selectLast=1'
func.func @none() {
  return
}
