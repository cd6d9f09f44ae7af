# Two pigs of two pens that meet nobody: each its own truck trip, carcass, lot and packing run.
# P1: pen F1, run RUN1 (packages 1-100, number 7 sold). P2: pen F2, run RUN2 (201-300, number 207 in the shop).
station farm-01 farm group:1411300001/F1 一号场
station truck-01 transport - 王家运输
station plant-01 slaughter place:plant-01 吕梁屠宰厂
station packer-01 packer place:packer-01 分割包装车间
station shop-01 shop place:shop-01 离石门店
station shop-02 shop place:shop-02 太原门店
name P1 = pig:114113000000001
name P2 = pig:114113000000002
name F1 = group:1411300001/F1
name F2 = group:1411300001/F2
name TRUCK = truck:晋J12345
name FEED = input:nongda/F2611
name DRUG = input:pharma/D1
name C1 = carcass:plant-01/20260701/1
name C2 = carcass:plant-01/20260701/2
name LOT1 = lot:06901234000016/T1
name LOT2 = lot:06901234000016/T2
name RUN1 = run:06901234000016/L1/1-100
name RUN2 = run:06901234000016/L2/201-300
name PKG1 = package 06901234000016/L1/7
name PKG2 = package 06901234000016/L2/207
01-01 08:00 farm-01 birth out=$P1 to=$F1
01-01 08:00 farm-01 birth out=$P2 to=$F2
06-29 08:00 truck-01 load of=$P2 from=$F2 to=$TRUCK
06-29 10:00 truck-01 unload of=$P2 from=$TRUCK to=place:lairage-2
06-29 12:00 truck-01 disinfect of=$TRUCK
06-30 08:00 truck-01 load of=$P1 from=$F1 to=$TRUCK
06-30 10:00 truck-01 unload of=$P1 from=$TRUCK to=place:lairage-1
07-01 08:00 plant-01 slaughter in=$P1 out=$C1 kg=80
07-01 08:10 plant-01 slaughter in=$P2 out=$C2 kg=78
07-02 08:00 packer-01 cut in=$C1(80kg) out=$LOT1(60kg)
07-02 08:30 packer-01 cut in=$C2(78kg) out=$LOT2(58kg)
07-02 09:00 packer-01 pack in=$LOT1(30kg) out=$RUN1 net_kg=0.3 best_before=2026-07-09 serial_key=0707070707070707070707070707070707070707070707070707070707070707
07-02 09:30 packer-01 pack in=$LOT2(30kg) out=$RUN2 net_kg=0.3 best_before=2026-07-09 serial_key=0707070707070707070707070707070707070707070707070707070707070707
07-03 08:00 shop-01 receive of=$PKG1 to=place:shop-01
07-03 08:00 shop-02 receive of=$PKG2 to=place:shop-02
07-04 08:00 shop-01 sell of=$PKG1
