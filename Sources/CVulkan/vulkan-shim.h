/*
 * Vulkan's edge. The loader is opened at run time, so nothing links it. Chained structs are put together here, where their
 * pointers are safe; what is asked and answered are flat values.
 */
#pragma once

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <vulkan/vulkan_core.h>

/* The functions that are called, in the order in which they are looked up. */
#define CVULKAN_INSTANCE_FUNCTIONS(apply) \
  apply(DestroyInstance) apply(EnumeratePhysicalDevices) apply(EnumerateDeviceExtensionProperties) \
      apply(GetPhysicalDeviceProperties2) apply(GetPhysicalDeviceFormatProperties2) \
          apply(GetPhysicalDeviceImageFormatProperties2) apply(GetPhysicalDeviceMemoryProperties) apply(CreateDevice) \
              apply(GetDeviceProcAddr)
#define CVULKAN_DEVICE_FUNCTIONS(apply) \
  apply(DestroyDevice) apply(CreateImage) apply(DestroyImage) apply(GetImageMemoryRequirements) apply(AllocateMemory) \
      apply(FreeMemory) apply(BindImageMemory) apply(GetImageSubresourceLayout) apply(GetMemoryFdKHR) \
          apply(GetMemoryFdPropertiesKHR) apply(GetImageDrmFormatModifierPropertiesEXT) CVULKAN_COPYING_FUNCTIONS(apply)
#define CVULKAN_COPYING_FUNCTIONS(apply) \
  apply(GetDeviceQueue) apply(QueueSubmit) apply(CreateFence) apply(DestroyFence) apply(WaitForFences) \
      apply(CreateCommandPool) apply(DestroyCommandPool) apply(AllocateCommandBuffers) apply(BeginCommandBuffer) \
          apply(EndCommandBuffer) apply(CmdPipelineBarrier) apply(CmdCopyImageToBuffer) apply(CmdCopyBufferToImage) \
              apply(CreateBuffer) apply(DestroyBuffer) apply(GetBufferMemoryRequirements) apply(BindBufferMemory) \
                  apply(MapMemory)

#define CVULKAN_MEMBER(name) PFN_vk##name name;
struct cvulkan_instance {
  void *library;
  PFN_vkGetInstanceProcAddr get;
  VkInstance instance;
  CVULKAN_INSTANCE_FUNCTIONS(CVULKAN_MEMBER)
};
struct cvulkan_device {
  VkDevice device;
  /* The queue family that stands for whoever does not speak Vulkan. */
  uint32_t foreign;
  CVULKAN_DEVICE_FUNCTIONS(CVULKAN_MEMBER)
};

/* The loader is not there. */
#define CVULKAN_NO_LOADER VK_ERROR_INITIALIZATION_FAILED

static inline void cvulkan_close(struct cvulkan_instance *vulkan) {
  if (vulkan->instance != NULL && vulkan->DestroyInstance != NULL) vulkan->DestroyInstance(vulkan->instance, NULL);
  /* The library stays: drivers that it loaded do not all survive being unloaded. */
  vulkan->instance = NULL;
}

static inline VkResult cvulkan_open(struct cvulkan_instance *vulkan) {
  memset(vulkan, 0, sizeof *vulkan);
  vulkan->library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);
  if (vulkan->library == NULL) return CVULKAN_NO_LOADER;
  vulkan->get = (PFN_vkGetInstanceProcAddr)dlsym(vulkan->library, "vkGetInstanceProcAddr");
  PFN_vkCreateInstance create = vulkan->get == NULL ? NULL : (PFN_vkCreateInstance)vulkan->get(NULL, "vkCreateInstance");
  if (create == NULL) return CVULKAN_NO_LOADER;
  VkApplicationInfo application = {.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO, .pEngineName = "tessera", .apiVersion = VK_API_VERSION_1_1};
  VkInstanceCreateInfo info = {.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &application};
  VkResult result = create(&info, NULL, &vulkan->instance);
  if (result != VK_SUCCESS) return result;
#define CVULKAN_FIND(name) \
  vulkan->name = (PFN_vk##name)vulkan->get(vulkan->instance, "vk" #name); \
  if (vulkan->name == NULL) result = VK_ERROR_INCOMPATIBLE_DRIVER;
  CVULKAN_INSTANCE_FUNCTIONS(CVULKAN_FIND)
#undef CVULKAN_FIND
  if (result != VK_SUCCESS) cvulkan_close(vulkan);
  return result;
}

static inline VkResult cvulkan_physical_device(const struct cvulkan_instance *vulkan, uint32_t index, VkPhysicalDevice *device) {
  VkPhysicalDevice devices[32];
  uint32_t count = 32;
  VkResult result = vulkan->EnumeratePhysicalDevices(vulkan->instance, &count, devices);
  if (result < 0) return result;
  if (index >= count) return VK_INCOMPLETE;
  *device = devices[index];
  return VK_SUCCESS;
}

/* What sharing images takes, beyond Vulkan 1.1. */
static const char *const cvulkan_extensions[] = {
    VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME, VK_EXT_EXTERNAL_MEMORY_DMA_BUF_EXTENSION_NAME,
    VK_KHR_IMAGE_FORMAT_LIST_EXTENSION_NAME, VK_EXT_IMAGE_DRM_FORMAT_MODIFIER_EXTENSION_NAME};
enum { cvulkan_extension_count = sizeof cvulkan_extensions / sizeof *cvulkan_extensions };

static inline bool cvulkan_has(const VkExtensionProperties *known, uint32_t count, const char *name) {
  for (uint32_t i = 0; i < count; ++i)
    if (strcmp(known[i].extensionName, name) == 0) return true;
  return false;
}

struct cvulkan_description {
  char name[VK_MAX_PHYSICAL_DEVICE_NAME_SIZE];
  char driver[VK_MAX_DRIVER_NAME_SIZE];
  VkPhysicalDeviceType type;
  /* The first of the extensions above that it lacks; empty where it has all. */
  char missing[VK_MAX_EXTENSION_NAME_SIZE];
  bool has_render_node;
  int64_t render_minor;
};

static inline void cvulkan_describe(
    const struct cvulkan_instance *vulkan, VkPhysicalDevice device, struct cvulkan_description *description) {
  VkExtensionProperties known[512];
  uint32_t count = 512;
  memset(description, 0, sizeof *description);
  if (vulkan->EnumerateDeviceExtensionProperties(device, NULL, &count, known) < 0) count = 0;
  for (int i = cvulkan_extension_count - 1; i >= 0; --i)
    if (!cvulkan_has(known, count, cvulkan_extensions[i])) strcpy(description->missing, cvulkan_extensions[i]);
  VkPhysicalDeviceDrmPropertiesEXT drm = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRM_PROPERTIES_EXT};
  VkPhysicalDeviceDriverProperties driver = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES};
  VkPhysicalDeviceProperties2 properties = {.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
  if (cvulkan_has(known, count, VK_EXT_PHYSICAL_DEVICE_DRM_EXTENSION_NAME)) {
    drm.pNext = properties.pNext;
    properties.pNext = &drm;
  }
  if (cvulkan_has(known, count, VK_KHR_DRIVER_PROPERTIES_EXTENSION_NAME)) {
    driver.pNext = properties.pNext;
    properties.pNext = &driver;
  }
  vulkan->GetPhysicalDeviceProperties2(device, &properties);
  memcpy(description->name, properties.properties.deviceName, sizeof description->name);
  memcpy(description->driver, driver.driverName, sizeof description->driver);
  description->type = properties.properties.deviceType;
  description->has_render_node = drm.hasRender;
  description->render_minor = drm.renderMinor;
}

/* At most `capacity` layouts of a format; the answer is how many. */
static inline uint32_t cvulkan_modifiers(
    const struct cvulkan_instance *vulkan, VkPhysicalDevice device, VkFormat format,
    VkDrmFormatModifierPropertiesEXT *modifiers, uint32_t capacity) {
  VkDrmFormatModifierPropertiesListEXT list = {
      .sType = VK_STRUCTURE_TYPE_DRM_FORMAT_MODIFIER_PROPERTIES_LIST_EXT,
      .drmFormatModifierCount = capacity,
      .pDrmFormatModifierProperties = modifiers};
  VkFormatProperties2 properties = {.sType = VK_STRUCTURE_TYPE_FORMAT_PROPERTIES_2, .pNext = &list};
  vulkan->GetPhysicalDeviceFormatProperties2(device, format, &properties);
  return list.drmFormatModifierCount < capacity ? list.drmFormatModifierCount : capacity;
}

/* The greatest image of a format in a layout, and what dma-bufs of it can be used for. */
static inline VkResult cvulkan_limits(
    const struct cvulkan_instance *vulkan, VkPhysicalDevice device, VkFormat format, uint64_t modifier,
    VkImageUsageFlags usage, VkExtent3D *greatest, VkExternalMemoryFeatureFlags *features) {
  VkPhysicalDeviceImageDrmFormatModifierInfoEXT layout = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_IMAGE_DRM_FORMAT_MODIFIER_INFO_EXT,
      .drmFormatModifier = modifier,
      .sharingMode = VK_SHARING_MODE_EXCLUSIVE};
  VkPhysicalDeviceExternalImageFormatInfo external = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_IMAGE_FORMAT_INFO,
      .pNext = &layout,
      .handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT};
  VkPhysicalDeviceImageFormatInfo2 info = {
      .sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_IMAGE_FORMAT_INFO_2,
      .pNext = &external,
      .format = format,
      .type = VK_IMAGE_TYPE_2D,
      .tiling = VK_IMAGE_TILING_DRM_FORMAT_MODIFIER_EXT,
      .usage = usage};
  VkExternalImageFormatProperties memory = {.sType = VK_STRUCTURE_TYPE_EXTERNAL_IMAGE_FORMAT_PROPERTIES};
  VkImageFormatProperties2 properties = {.sType = VK_STRUCTURE_TYPE_IMAGE_FORMAT_PROPERTIES_2, .pNext = &memory};
  VkResult result = vulkan->GetPhysicalDeviceImageFormatProperties2(device, &info, &properties);
  *greatest = properties.imageFormatProperties.maxExtent;
  *features = memory.externalMemoryProperties.externalMemoryFeatures;
  return result;
}

static inline VkResult cvulkan_create_device(
    const struct cvulkan_instance *vulkan, VkPhysicalDevice physical, struct cvulkan_device *made) {
  memset(made, 0, sizeof *made);
  const char *extensions[cvulkan_extension_count + 1];
  memcpy(extensions, cvulkan_extensions, sizeof cvulkan_extensions);
  extensions[cvulkan_extension_count] = VK_EXT_QUEUE_FAMILY_FOREIGN_EXTENSION_NAME;
  VkExtensionProperties known[512];
  uint32_t count = 512;
  if (vulkan->EnumerateDeviceExtensionProperties(physical, NULL, &count, known) < 0) count = 0;
  const bool has_foreign = cvulkan_has(known, count, VK_EXT_QUEUE_FAMILY_FOREIGN_EXTENSION_NAME);
  made->foreign = has_foreign ? VK_QUEUE_FAMILY_FOREIGN_EXT : VK_QUEUE_FAMILY_EXTERNAL;
  const float priority = 0;
  VkDeviceQueueCreateInfo queue = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, .queueCount = 1, .pQueuePriorities = &priority};
  VkDeviceCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
      .queueCreateInfoCount = 1,
      .pQueueCreateInfos = &queue,
      .enabledExtensionCount = cvulkan_extension_count + has_foreign,
      .ppEnabledExtensionNames = extensions};
  VkResult result = vulkan->CreateDevice(physical, &info, NULL, &made->device);
  if (result != VK_SUCCESS) return result;
#define CVULKAN_FIND(name) \
  made->name = (PFN_vk##name)vulkan->GetDeviceProcAddr(made->device, "vk" #name); \
  if (made->name == NULL) result = VK_ERROR_INCOMPATIBLE_DRIVER;
  CVULKAN_DEVICE_FUNCTIONS(CVULKAN_FIND)
#undef CVULKAN_FIND
  if (result != VK_SUCCESS && made->DestroyDevice != NULL) made->DestroyDevice(made->device, NULL);
  return result;
}

/* An image in one layout: laid out by the driver, or, where `planes` is not NULL, as they say. */
static inline VkResult cvulkan_create_image(
    const struct cvulkan_device *device, VkFormat format, uint32_t width, uint32_t height, VkImageUsageFlags usage,
    uint64_t modifier, const VkSubresourceLayout *planes, uint32_t plane_count, VkImage *image) {
  VkImageDrmFormatModifierListCreateInfoEXT list = {
      .sType = VK_STRUCTURE_TYPE_IMAGE_DRM_FORMAT_MODIFIER_LIST_CREATE_INFO_EXT,
      .drmFormatModifierCount = 1,
      .pDrmFormatModifiers = &modifier};
  VkImageDrmFormatModifierExplicitCreateInfoEXT layout = {
      .sType = VK_STRUCTURE_TYPE_IMAGE_DRM_FORMAT_MODIFIER_EXPLICIT_CREATE_INFO_EXT,
      .drmFormatModifier = modifier,
      .drmFormatModifierPlaneCount = plane_count,
      .pPlaneLayouts = planes};
  VkExternalMemoryImageCreateInfo external = {
      .sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_IMAGE_CREATE_INFO,
      .pNext = planes != NULL ? (const void *)&layout : (const void *)&list,
      .handleTypes = VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT};
  VkImageCreateInfo info = {
      .sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
      .pNext = &external,
      .imageType = VK_IMAGE_TYPE_2D,
      .format = format,
      .extent = {width, height, 1},
      .mipLevels = 1,
      .arrayLayers = 1,
      .samples = VK_SAMPLE_COUNT_1_BIT,
      .tiling = VK_IMAGE_TILING_DRM_FORMAT_MODIFIER_EXT,
      .usage = usage,
      .sharingMode = VK_SHARING_MODE_EXCLUSIVE,
      .initialLayout = VK_IMAGE_LAYOUT_UNDEFINED};
  return device->CreateImage(device->device, &info, NULL, image);
}

/* Memory for one image alone: new and exportable, or, where the descriptor is not negative, imported; it is taken on success. */
static inline VkResult cvulkan_allocate(
    const struct cvulkan_device *device, VkImage image, VkDeviceSize size, uint32_t type, int descriptor,
    VkDeviceMemory *memory) {
  VkExportMemoryAllocateInfo exported = {
      .sType = VK_STRUCTURE_TYPE_EXPORT_MEMORY_ALLOCATE_INFO,
      .handleTypes = VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT};
  VkImportMemoryFdInfoKHR imported = {
      .sType = VK_STRUCTURE_TYPE_IMPORT_MEMORY_FD_INFO_KHR,
      .handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT,
      .fd = descriptor};
  VkMemoryDedicatedAllocateInfo dedicated = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_DEDICATED_ALLOCATE_INFO,
      .pNext = descriptor < 0 ? (const void *)&exported : (const void *)&imported,
      .image = image};
  VkMemoryAllocateInfo info = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
      .pNext = &dedicated,
      .allocationSize = size,
      .memoryTypeIndex = type};
  return device->AllocateMemory(device->device, &info, NULL, memory);
}

static inline VkResult cvulkan_export(const struct cvulkan_device *device, VkDeviceMemory memory, int *descriptor) {
  VkMemoryGetFdInfoKHR info = {
      .sType = VK_STRUCTURE_TYPE_MEMORY_GET_FD_INFO_KHR,
      .memory = memory,
      .handleType = VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT};
  return device->GetMemoryFdKHR(device->device, &info, descriptor);
}

/* Which memory types a dma-buf can be imported as. */
static inline VkResult cvulkan_import_types(const struct cvulkan_device *device, int descriptor, uint32_t *types) {
  VkMemoryFdPropertiesKHR properties = {.sType = VK_STRUCTURE_TYPE_MEMORY_FD_PROPERTIES_KHR};
  VkResult result = device->GetMemoryFdPropertiesKHR(
      device->device, VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT, descriptor, &properties);
  *types = properties.memoryTypeBits;
  return result;
}

static inline VkResult cvulkan_image_modifier(const struct cvulkan_device *device, VkImage image, uint64_t *modifier) {
  VkImageDrmFormatModifierPropertiesEXT properties = {
      .sType = VK_STRUCTURE_TYPE_IMAGE_DRM_FORMAT_MODIFIER_PROPERTIES_EXT};
  VkResult result = device->GetImageDrmFormatModifierPropertiesEXT(device->device, image, &properties);
  *modifier = properties.drmFormatModifier;
  return result;
}

static inline VkSubresourceLayout cvulkan_plane(const struct cvulkan_device *device, VkImage image, uint32_t index) {
  static const VkImageAspectFlagBits aspects[] = {
      VK_IMAGE_ASPECT_MEMORY_PLANE_0_BIT_EXT, VK_IMAGE_ASPECT_MEMORY_PLANE_1_BIT_EXT,
      VK_IMAGE_ASPECT_MEMORY_PLANE_2_BIT_EXT, VK_IMAGE_ASPECT_MEMORY_PLANE_3_BIT_EXT};
  VkImageSubresource place = {.aspectMask = aspects[index & 3]};
  VkSubresourceLayout layout = {0};
  device->GetImageSubresourceLayout(device->device, image, &place, &layout);
  return layout;
}
