/* Where the members of a halfword_patch stand, for the kernels in assembly. */
#ifndef HALFWORD_PATCH_H
#define HALFWORD_PATCH_H

        .set    fractions, 0
        .set    outputs, 4
        .set    rows, 8
        .set    least, 12
        .set    range, 16
        .set    narrowing, 20
        .set    starts, 24
        .set    weights, 28
        .set    inputs, 32
        .set    runs, 36
        .set    columns, 40
        .set    input_step, 44
        .set    weight_step, 48
        .set    place_inputs, 52
        .set    place_weights, 56
        .set    panel_step, 60
        .set    block, 64

#endif
