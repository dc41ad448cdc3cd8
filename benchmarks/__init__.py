"""What the product costs, as ratios against what most people would assemble. One command each."""
