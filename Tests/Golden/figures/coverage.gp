set encoding utf8
set terminal svg size 960,442 dynamic enhanced font 'Helvetica,12' name 'coverage' linewidth 1 background rgb '#ffffff'
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
unset key
set grid xtics
set multiplot
set xrange [0:1]
set yrange [0:1]
set xtics ('0' 0, '20' 0.2, '40' 0.4, '60' 0.6, '80' 0.8, '100' 1)
set xtics scale 0
set ytics ('0' 0, '20' 0.2, '40' 0.4, '60' 0.6, '80' 0.8, '100' 1)
$band << EOD
0 0 0
0.02 0 0.0596062
0.04 0 0.0954372
0.06 0 0.127185
0.08 0.00325071 0.156749
0.1 0.0151295 0.18487
0.12 0.0280679 0.211932
0.14 0.0418368 0.238163
0.16 0.0562865 0.263713
0.18 0.0713127 0.288687
0.2 0.0868393 0.313161
0.22 0.102809 0.337191
0.24 0.119177 0.360823
0.26 0.13591 0.38409
0.28 0.152977 0.407023
0.3 0.170358 0.429642
0.32 0.188033 0.451967
0.34 0.205987 0.474013
0.36 0.224207 0.495793
0.38 0.242683 0.517317
0.4 0.261407 0.538593
0.42 0.280371 0.559629
0.44 0.299571 0.580429
0.46 0.319003 0.600997
0.48 0.338662 0.621338
0.5 0.358549 0.641451
0.52 0.378662 0.661338
0.54 0.399003 0.680997
0.56 0.419571 0.700429
0.58 0.440371 0.719629
0.6 0.461407 0.738593
0.62 0.482683 0.757317
0.64 0.504207 0.775793
0.66 0.525987 0.794013
0.68 0.548033 0.811967
0.7 0.570358 0.829642
0.72 0.592977 0.847023
0.74 0.61591 0.86409
0.76 0.639177 0.880823
0.78 0.662809 0.897191
0.8 0.686839 0.913161
0.82 0.711313 0.928687
0.84 0.736287 0.943713
0.86 0.761837 0.958163
0.88 0.788068 0.971932
0.9 0.81513 0.98487
0.92 0.843251 0.996749
0.94 0.872815 1
0.96 0.904563 1
0.98 0.940394 1
1 1 1
EOD
$q0 << EOD
0.01 0.166667
0.05 0.166667
0.1 0.166667
0.2 0.25
0.3 0.354167
0.4 0.458333
0.5 0.541667
0.6 0.625
0.7 0.708333
0.8 0.791667
0.9 0.895833
0.95 0.895833
0.99 0.895833
EOD
$t0 << EOD
0.01 0
0.05 0
0.1 0
0.2 0.166667
0.3 0.25
0.4 0.354167
0.5 0.458333
0.6 0.541667
0.7 0.625
0.8 0.708333
0.9 0.791667
0.95 0.895833
0.99 0.895833
EOD
$i0 << EOD
0.2 0.270833
0.4 0.458333
0.6 0.625
0.8 0.895833
0.9 0.895833
0.98 0.895833
EOD
$q1 << EOD
0.01 0.166667
0.05 0.166667
0.1 0.166667
0.2 0.166667
0.3 0.166667
0.4 0.25
0.5 0.354167
0.6 0.354167
0.7 0.458333
0.8 0.458333
0.9 0.541667
0.95 0.541667
0.99 0.541667
EOD
$t1 << EOD
0.01 0
0.05 0
0.1 0
0.2 0.166667
0.3 0.166667
0.4 0.25
0.5 0.25
0.6 0.354167
0.7 0.458333
0.8 0.458333
0.9 0.541667
0.95 0.541667
0.99 0.541667
EOD
$i1 << EOD
0.2 0.104167
0.4 0.291667
0.6 0.291667
0.8 0.541667
0.9 0.541667
0.98 0.541667
EOD
$q2 << EOD
0.01 0.166667
0.05 0.166667
0.1 0.166667
0.2 0.354167
0.3 0.458333
0.4 0.625
0.5 0.791667
0.6 0.895833
0.7 1
0.8 1
0.9 1
0.95 1
0.99 1
EOD
$t2 << EOD
0.01 0
0.05 0
0.1 0.166667
0.2 0.354167
0.3 0.458333
0.4 0.625
0.5 0.708333
0.6 0.895833
0.7 1
0.8 1
0.9 1
0.95 1
0.99 1
EOD
$i2 << EOD
0.2 0.270833
0.4 0.541667
0.6 0.645833
0.8 0.833333
0.9 1
0.98 1
EOD
set arrow 100 from screen 0.06667, screen 0.96380 to screen 0.09167, screen 0.96380 nohead linewidth 2.4 linecolor rgb '#0072b2'
set label 100 'lstm' at screen 0.10000, screen 0.96380 left textcolor rgb '#1f2937'
set arrow 101 from screen 0.15417, screen 0.96380 to screen 0.17917, screen 0.96380 nohead linewidth 2.4 linecolor rgb '#b87d00'
set label 101 'a\_b''s' at screen 0.18750, screen 0.96380 left textcolor rgb '#1f2937'
set arrow 102 from screen 0.24896, screen 0.96380 to screen 0.27396, screen 0.96380 nohead linewidth 2.4 linecolor rgb '#6b7280'
set label 102 'seasonal-naive' at screen 0.28229, screen 0.96380 left textcolor rgb '#1f2937'
set lmargin at screen 0.06667
set rmargin at screen 0.47500
set tmargin at screen 0.85973
set bmargin at screen 0.12217
set label 1 '{/:Bold Quantiles}' at screen 0.06667, screen 0.89593 left textcolor rgb '#1f2937'
set xlabel 'quantile level, %' textcolor rgb '#6b7280'
set ylabel 'targets not above it, %' textcolor rgb '#6b7280'
plot $band using 1:2:3 with filledcurves fillcolor rgb '#dde2ea' fillstyle solid noborder, \
     x with lines linewidth 1 dashtype 3 linecolor rgb '#1f2937', \
     $t0 using 1:2 with lines linewidth 1.2 dashtype 2 linecolor rgb '#0072b2', \
     $t1 using 1:2 with lines linewidth 1.2 dashtype 2 linecolor rgb '#b87d00', \
     $t2 using 1:2 with lines linewidth 1.2 dashtype 2 linecolor rgb '#6b7280', \
     $q0 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#0072b2', \
     $q1 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#b87d00', \
     $q2 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#6b7280'
unset label
unset arrow
set lmargin at screen 0.57083
set rmargin at screen 0.97917
set tmargin at screen 0.85973
set bmargin at screen 0.12217
set label 1 '{/:Bold Central intervals}' at screen 0.57083, screen 0.89593 left textcolor rgb '#1f2937'
set xlabel 'promised share, %' textcolor rgb '#6b7280'
set ylabel 'targets inside, %' textcolor rgb '#6b7280'
plot $band using 1:2:3 with filledcurves fillcolor rgb '#dde2ea' fillstyle solid noborder, \
     x with lines linewidth 1 dashtype 3 linecolor rgb '#1f2937', \
     $i0 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#0072b2', \
     $i1 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#b87d00', \
     $i2 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#6b7280'
unset multiplot
