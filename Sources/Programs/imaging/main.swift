import Pictures

ImagingService.run()
