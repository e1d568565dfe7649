set encoding utf8
set terminal svg size 960,320 dynamic enhanced font 'Helvetica,12' name 'forecast' linewidth 1 background rgb '#ffffff'
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
set xrange [0:1380]
set xtics ('22:40'."\n".'15 Jul' 240, '22:45' 540, '22:50' 840, '22:55' 1140)
$history << EOD
0 92
60 99
120 106
180 93
240 100
300 107
360 94
420 101
480 108
540 95
600 102
660 109
720 96
780 103
840 90
900 97
960 104
1020 91
EOD
$truth << EOD
1020 91
1080 98
1140 105
1200 92
1260 99
1320 106
1380 93
EOD
$band50 << EOD
1080 80 120
1140 81 121
1200 82 122
1260 83 123
1320 84 124
1380 85 125
EOD
$band80 << EOD
1080 68 132
1140 69 133
1200 70 134
1260 71 135
1320 72 136
1380 73 137
EOD
$band98 << EOD
1080 60.8 139.2
1140 61.8 140.2
1200 62.8 141.2
1260 63.8 142.2
1320 64.8 143.2
1380 65.8 144.2
EOD
$median << EOD
1080 100
1140 101
1200 102
1260 103
1320 104
1380 105
EOD
set yrange [0:149.204]
set ytics ('0' 0, '50' 50, '100' 100)
set ylabel 'calls per min' textcolor rgb '#6b7280'
set xlabel 'time (UTC)' textcolor rgb '#6b7280'
set key outside top left horizontal reverse Left width 2
set arrow from 1020, graph 0 to 1020, graph 1 nohead linecolor rgb '#6b7280' dashtype 3
plot $band98 using 1:2:3 with filledcurves fillcolor rgb '#e2f0f8' fillstyle solid noborder title '98 %', \
     $band80 using 1:2:3 with filledcurves fillcolor rgb '#c0dff0' fillstyle solid noborder title '80 %', \
     $band50 using 1:2:3 with filledcurves fillcolor rgb '#93c6e4' fillstyle solid noborder title '50 %', \
     $history using 1:2 with lines linewidth 1.4 linecolor rgb '#64748b' title 'history', \
     $truth using 1:2 with linespoints linewidth 1.2 pointtype 7 pointsize 0.35 linecolor rgb '#1f2937' title 'truth', \
     $median using 1:2 with lines linewidth 2.2 linecolor rgb '#0072b2' title 'median'
